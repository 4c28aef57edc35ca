variable "name" {
  type = string
}

variable "size" {
  type = string
}

variable "image" {
  type = string
}

variable "subnet_id" {
  type = string
}

variable "tags" {
  type    = map(string)
  default = {}
}
