# The shop: two web servers behind a firewall, a worker that scales by itself,
# a database, and one small service for each entry of var.services.

terraform {
  required_version = ">= 1.5"

  required_providers {
    lab = {
      source  = "demo/lab"
      version = "~> 0.1"
    }
  }
}

provider "lab" {
  directory = "${path.root}/cloud"
}

locals {
  name = "shop-${var.environment}"

  tags = {
    environment = var.environment
    team        = "platform"
    managed_by  = "terraform"
  }
}

resource "lab_server" "web" {
  count = var.web_count

  name            = "${local.name}-web-${count.index}"
  size            = "medium"
  image           = var.image
  subnet_id       = lab_subnet.public[count.index].id
  security_groups = [lab_security_group.web.id]
  tags            = merge(local.tags, { role = "web" })

  disk {
    device    = "root"
    size_gb   = 40
    encrypted = true
  }
}

resource "lab_server" "worker" {
  name            = "${local.name}-worker"
  size            = "small"
  image           = var.image
  subnet_id       = lab_subnet.public[0].id
  security_groups = [lab_security_group.web.id]
  tags            = merge(local.tags, { role = "worker" })

  lifecycle {
    # The autoscaler resizes it.
    ignore_changes = [size]
  }
}

# What the web servers serve. Who may read it is decided per object, not here.
resource "lab_bucket" "assets" {
  name       = "${local.name}-assets"
  versioning = true
  tags       = local.tags
}

resource "lab_role" "web" {
  name        = "${local.name}-web"
  description = "Reads the assets"
  tags        = local.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "compute.lab.invalid" }
    }]
  })
}

module "service" {
  source   = "./modules/service"
  for_each = var.services

  name      = "${local.name}-${each.key}"
  size      = each.value.size
  image     = var.image
  subnet_id = lab_subnet.public[0].id
  tags      = merge(local.tags, { service = each.key })
}
