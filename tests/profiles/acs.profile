lines acs
