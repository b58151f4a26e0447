"""What tests of hostbridge and of its plug-ins stand on: fakes of every contract, and the suites.

``fakes`` record what they were asked; ``conformance`` holds what a session and an engine promise,
for built-in and outside ones alike. From outside, import from these modules.
"""
