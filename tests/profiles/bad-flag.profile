thrift perhaps
