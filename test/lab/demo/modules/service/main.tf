terraform {
  required_providers {
    lab = { source = "demo/lab" }
  }
}

resource "lab_server" "node" {
  name      = var.name
  size      = var.size
  image     = var.image
  subnet_id = var.subnet_id
  tags      = var.tags
}

resource "lab_bucket" "data" {
  name = "${var.name}-data"
  tags = var.tags
}
