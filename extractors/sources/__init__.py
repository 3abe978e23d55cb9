"""Sources of documents and models: a folder, the Hugging Face Hub, arXiv. Connections are opened only here."""
