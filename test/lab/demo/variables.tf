variable "environment" {
  description = "Part of every name."
  type        = string
}

variable "image" {
  description = "What the servers run. Another image replaces them."
  type        = string
  default     = "debian-12"
}

variable "network_cidr" {
  type    = string
  default = "10.20.0.0/16"
}

variable "office_cidrs" {
  description = "Where administrators sit."
  type        = set(string)
  default     = ["198.51.100.0/24"]
}

variable "web_count" {
  description = "How many web servers there are."
  type        = number
  default     = 2

  validation {
    condition     = var.web_count >= 1 && var.web_count <= 2
    error_message = "There are two subnets, hence one or two web servers."
  }
}

variable "services" {
  description = "Small services, each with a server and a bucket."
  type        = map(object({ size = string }))
  default     = {}
}

variable "database_storage_gb" {
  type    = number
  default = 100
}

variable "database_password" {
  type      = string
  sensitive = true
}

variable "smtp_token" {
  type      = string
  sensitive = true
}
