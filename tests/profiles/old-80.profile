lines acs
charset gbk
