terraform {
  required_providers {
    lab = { source = "demo/lab" }
  }
}

provider "lab" {
  directory = "${path.root}/cloud"
}

resource "lab_server" "web" {
  name            = "web"
  size            = "medium"
  image           = "debian-12"
  password        = "s3cret-web"
  security_groups = [lab_security_group.web.id]
  tags            = { env = "prod", team = "core" }

  disk {
    device    = "sda"
    size_gb   = 40
    encrypted = true
  }
}

resource "lab_bucket" "logs" {
  name       = "logs"
  versioning = true
  tags       = { env = "prod", source_ip = lab_server.web.private_ip }
}

resource "lab_database" "main" {
  name        = "main"
  engine      = "postgres"
  password    = "hunter2-initial"
  maintenance = { day = "sun", hour = 3 }
}

# Its rules are left to others: the code says nothing about ingress and egress.
resource "lab_security_group" "web" {
  name        = "web"
  description = "Web servers"
}

# The same for its policies.
resource "lab_role" "app" {
  name = "app"
}

resource "lab_firewall" "edge" {
  name = "edge"

  rule {
    action        = "allow"
    protocol      = "tcp"
    port          = 80
    source_ranges = ["10.0.0.0/8"]
  }

  rule {
    action        = "allow"
    protocol      = "tcp"
    port          = 443
    source_ranges = ["10.0.0.0/8", "192.168.0.0/16"]
  }

  logging {
    enabled        = true
    retention_days = 30
  }

  maintenance_window {
    day  = "sun"
    hour = 4
  }
}

resource "lab_secret" "app" {
  name = "app"
  data = { api_token = "token-initial", smtp_password = "mail-initial" }
}

output "web_status" {
  value = lab_server.web.status
}

output "static" {
  value = "one"
}
