"""What looks at a run and is never looked at by it: without this folder a terminal still trains and samples."""
