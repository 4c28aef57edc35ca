terraform {
  required_providers {
    lab = { source = "demo/lab" }
  }
}

provider "lab" {
  directory = "${path.root}/cloud"
}

module "app" {
  source = "../modules/app"
  stage  = "dev"
}
