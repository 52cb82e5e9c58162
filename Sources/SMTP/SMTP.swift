// The room SMTP.
