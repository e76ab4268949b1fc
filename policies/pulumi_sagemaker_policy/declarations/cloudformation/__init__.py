"""CloudFormation templates: `load` reads the text, `find` the resources, `resolve` what they compute."""
