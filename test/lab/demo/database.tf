resource "lab_database" "main" {
  name           = local.name
  engine         = "postgres"
  engine_version = "16.3"
  storage_gb     = var.database_storage_gb
  username       = "shop"
  password       = var.database_password

  subnet_ids      = lab_subnet.public[*].id
  security_groups = [lab_security_group.database.id]

  backup_retention_days = 14
  deletion_protection   = true
  publicly_accessible   = false
  storage_encrypted     = true

  # Sunday night, when nobody shops.
  maintenance = { day = "sun", hour = 3 }

  tags = merge(local.tags, { role = "database" })
}

resource "lab_secret" "shop" {
  name          = "${local.name}-credentials"
  rotation_days = 90

  data = {
    database_password = var.database_password
    smtp_token        = var.smtp_token
  }
}

resource "lab_bucket" "backups" {
  name       = "${local.name}-backups"
  versioning = true
  encrypted  = true
  tags       = local.tags
}
