"""What this repository needs to build, run and test itself; nothing here is installed with the packages."""
