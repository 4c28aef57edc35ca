terraform {
  required_providers {
    lab = { source = "demo/lab" }
  }
}

variable "stage" {
  type = string
}

resource "lab_server" "web" {
  name  = "${var.stage}-web"
  size  = "small"
  image = "debian-12"
}

resource "lab_bucket" "data" {
  name       = "${var.stage}-data"
  versioning = true
}
