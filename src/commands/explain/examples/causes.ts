/** How codes come about that no text can show: of bytes, sizes, several clusters, and the kernel. */

/** By code. */
export const CAUSES: Readonly<Record<string, string>> = {
  IST0170:
    'Two clusters of one mesh have a Service of the same name and namespace, and its type, ports or clusterIP differ: `None` in one of them, for instance. Files are of one cluster, so only what is read of several clusters together shows it.',
  MSH0002:
    'The file has bytes that are no UTF-8, or a NUL character: it is an archive or an image, or it was saved as UTF-16 or Latin-1. `iconv -f UTF-16 -t UTF-8` makes UTF-8 of it.',
  MSH0004:
    'One document between two lines `---` is larger than what a cluster keeps of any object. Often a whole listing or a log was saved in the place of a manifest.',
  MSH4114:
    'The rules send packets by a mark, and `ip rule` or `ip route` does not show the way for that mark in the network namespace: it was removed, or never made. Saved rules do not hold it, so only `meshctl iptables verify` on a live namespace tells.',
  MSH4115:
    'The rules were made for one mode before and for another one now, as TPROXY and then REDIRECT, and `ip rule` or `ip route` still shows what the first needed. Only `meshctl iptables verify` on a live namespace tells.',
  MSH4117:
    'The rules were applied by iptables-legacy and later by iptables-nft, or the other way round. The kernel keeps both, and a packet crosses one after the other. Only `meshctl iptables verify` on a live namespace tells.',
};
