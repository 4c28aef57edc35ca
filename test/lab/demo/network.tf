resource "lab_network" "main" {
  name       = local.name
  cidr_block = var.network_cidr
  tags       = local.tags
}

resource "lab_subnet" "public" {
  count = 2

  name       = "${local.name}-public-${count.index}"
  network_id = lab_network.main.id
  cidr_block = cidrsubnet(var.network_cidr, 8, count.index)
  tags       = local.tags
}

# The rules are resources of their own, so the groups say nothing about ingress.
resource "lab_security_group" "web" {
  name        = "${local.name}-web"
  description = "Web servers"
  network_id  = lab_network.main.id
  tags        = local.tags
}

resource "lab_security_group_rule" "https" {
  security_group_id = lab_security_group.web.id
  type              = "ingress"
  description       = "HTTPS from everywhere"
  from_port         = 443
  to_port           = 443
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "lab_security_group" "database" {
  name        = "${local.name}-database"
  description = "Database"
  network_id  = lab_network.main.id
  tags        = local.tags
}

resource "lab_security_group_rule" "postgres" {
  security_group_id = lab_security_group.database.id
  type              = "ingress"
  description       = "PostgreSQL from the web servers"
  from_port         = 5432
  to_port           = 5432
  protocol          = "tcp"
  cidr_blocks       = lab_subnet.public[*].cidr_block
}

resource "lab_firewall" "edge" {
  name = "${local.name}-edge"

  rule {
    action        = "allow"
    protocol      = "tcp"
    port          = 443
    source_ranges = ["0.0.0.0/0"]
  }

  rule {
    action        = "allow"
    protocol      = "tcp"
    port          = 22
    source_ranges = var.office_cidrs
    description   = "Administration, from the office only"
  }

  logging {
    enabled        = true
    retention_days = 30
  }
}
