output "web_addresses" {
  value = lab_server.web[*].private_ip
}

output "assets_url" {
  value = lab_bucket.assets.endpoint
}

output "service_addresses" {
  value = { for name, service in module.service : name => service.address }
}

output "database_url" {
  value     = lab_database.main.connection_url
  sensitive = true
}
