"""Picture files: encoded, made to fit, and with what they say of themselves inside."""
