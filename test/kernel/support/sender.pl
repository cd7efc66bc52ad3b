# Sends packets as it is told, one line each on standard input, and listens: Node cannot set marks or IP_TRANSPARENT.
#   listen PORT                                      a transparent TCP listener, IPv4 and IPv6
#   send PROTO SRC SPORT DST DPORT UID GID MARK      one SYN or one datagram; answers "ok" or "error REASON"
use strict;
use warnings;
use Errno qw(EINPROGRESS ECONNREFUSED);
use Fcntl qw(F_SETFL O_NONBLOCK);
use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6 AF_INET6 IPPROTO_TCP IPPROTO_UDP IPPROTO_IPV6 SO_REUSEADDR);

use constant { SO_MARK => 36, IP_TRANSPARENT => 19, IPV6_TRANSPARENT => 75, IPV6_V6ONLY => 26, LINGER => pack('ll', 1, 0) };

$| = 1;
my @listeners;

sub address {
    my ($text, $port) = @_;
    return $text =~ /:/
        ? (AF_INET6, pack_sockaddr_in6($port, inet_pton(AF_INET6, $text)))
        : (AF_INET, pack_sockaddr_in($port, inet_pton(AF_INET, $text)));
}

sub transparent {
    my ($socket, $family) = @_;
    return $family == AF_INET6
        ? setsockopt($socket, IPPROTO_IPV6, IPV6_TRANSPARENT, 1)
        : setsockopt($socket, 0, IP_TRANSPARENT, 1);
}

sub listener {
    my ($port) = @_;
    for my $any ('0.0.0.0', '::') {
        my ($family, $name) = address($any, $port);
        socket(my $socket, $family, SOCK_STREAM, IPPROTO_TCP) or return "socket: $!";
        setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1);
        setsockopt($socket, IPPROTO_IPV6, IPV6_V6ONLY, 1) if $family == AF_INET6;
        transparent($socket, $family) or return "transparent: $!";
        bind($socket, $name) or return "bind: $!";
        listen($socket, 4096) or return "listen: $!";
        push @listeners, $socket;
    }
    return undef;
}

sub packet {
    my ($proto, $src, $sport, $dst, $dport, $uid, $gid, $mark) = @_;
    my ($family, $from) = address($src, $sport);
    my (undef, $to) = address($dst, $dport);
    my ($type, $protocol) = $proto eq 'tcp' ? (SOCK_STREAM, IPPROTO_TCP) : (SOCK_DGRAM, IPPROTO_UDP);
    # The owner of a socket is who made it: the rights come back for what only root may do with it.
    $) = "$gid $gid";
    $> = $uid;
    my $made = socket(my $socket, $family, $type, $protocol);
    my $problem = "socket: $!";
    $> = 0;
    $) = '0 0';
    return $problem unless $made;
    setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1);
    setsockopt($socket, SOL_SOCKET, SO_LINGER, LINGER) if $proto eq 'tcp';
    setsockopt($socket, SOL_SOCKET, SO_MARK, int $mark) or return "mark: $!" if $mark;
    transparent($socket, $family) or return "transparent: $!";
    bind($socket, $from) or return "bind: $!";
    fcntl($socket, F_SETFL, O_NONBLOCK);
    if ($proto eq 'tcp') {
        connect($socket, $to) or $! == EINPROGRESS or $! == ECONNREFUSED or return "connect: $!";
    } else {
        defined send($socket, 'x', 0, $to) or return "send: $!";
    }
    close($socket);
    return undef;
}

while (my $line = <STDIN>) {
    my ($verb, @words) = split ' ', $line;
    my $problem = $verb eq 'listen' ? listener(@words) : packet(@words);
    print defined $problem ? "error $problem\n" : "ok\n";
    # Connections that were made are of no use to anybody.
    for my $socket (@listeners) {
        fcntl($socket, F_SETFL, O_NONBLOCK);
        while (accept(my $peer, $socket)) { setsockopt($peer, SOL_SOCKET, SO_LINGER, LINGER); close($peer); }
    }
}
