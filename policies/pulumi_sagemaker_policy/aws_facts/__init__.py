"""Facts about AWS that several rules share. What ages lies in JSON beside the modules, and `make facts` renews it."""
