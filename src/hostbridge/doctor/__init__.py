"""Why it does not work here, and mending it.

``causes`` has the checks, a module for each category; ``trials`` what they try on the host;
``examine`` makes them; ``mending`` does and undoes what a fix changes; ``telling`` says it all as
JSON. From outside: ``examine``, ``all_checks`` and the contract's ``Check`` and ``Facts``.
"""
