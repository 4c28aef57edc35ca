environment = "prod"

services = {
  mail    = { size = "small" }
  reports = { size = "medium" }
}

# Made up for this demo. Real ones come from the environment: TF_VAR_database_password.
database_password = "correct-horse-battery-staple"
smtp_token        = "tok-demo-4711"
