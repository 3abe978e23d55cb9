"""What speaks to systems outside on a person's behalf; nothing here is used unless somebody asks for it."""
