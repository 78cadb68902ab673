"""反馈: the letters of a batch, from the first look to the receipt."""
