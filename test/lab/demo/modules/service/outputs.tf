output "address" {
  value = lab_server.node.private_ip
}
