"""The office: the web application in which commissions enter, check, approve and pass on (Django). Writes the record."""
