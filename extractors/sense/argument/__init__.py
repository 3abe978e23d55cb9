"""What a paper argues: which components it presents as its own, and where it shows what each is good for."""
