pidfile = "$folder/prosody.pid"
data_path = "$folder/data"
certificates = "$folder/certs"
run_as_root = true
log = { info = "$folder/prosody.log" }
interfaces = { "127.0.0.1" }
c2s_ports = { $xmpp }
s2s_ports = {}
http_ports = { $web }
http_interfaces = { "127.0.0.1" }
https_ports = {}
c2s_require_encryption = false
s2s_require_encryption = false
allow_unencrypted_plain_auth = true
consider_websocket_secure = true
consider_bosh_secure = true
modules_enabled = { "roster", "saslauth", "disco", "ping", "posix", "bosh", "websocket", "http", "http_files", "carbons", "time", "version", "smacks", "mam", "pep", "private", "vcard4", "vcard_legacy" }
modules_disabled = { "s2s", "offline" }
http_files_dir = "$folder/www"
http_default_host = "support.localhost"
VirtualHost "support.localhost"
  authentication = "internal_plain"
VirtualHost "guest.localhost"
  authentication = "anonymous"
