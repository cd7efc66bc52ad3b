/**
 * The helper that takes redirected connections: in Perl, because that is part of nearly every Linux and can do the three things
 * Node.js has no call for: to read where a redirected connection wanted to go, to open a transparent socket, and to pass an open
 * connection on.
 *
 * Arguments: the number of the system call sendmsg, then `family,address,port,transparent,shared` for each listening socket, the
 * last two 0 or 1. It talks by the channel that Node.js gives its children (`NODE_CHANNEL_FD`), a line of JSON for each message:
 *
 * - `{"ready":[PORT…]}` once everything listens, or `{"failed":[INDEX,ERRNO,STEP]}`;
 * - for each connection what Node.js sends along with a socket, with `{"address":…,"port":…}`, where it wanted to go; without
 *   the two where the kernel does not know, or the socket's own address says it.
 *
 * It ends with the channel, or when it is told to close; what it has accepted by then is passed on.
 *
 * @see getsockopt SO_ORIGINAL_DST and IP6T_SO_ORIGINAL_DST of linux/netfilter_ipv4.h and linux/netfilter_ipv6/ip6_tables.h;
 * IP_TRANSPARENT of ip(7); SCM_RIGHTS of unix(7)
 */
export const HELPER = String.raw`
use strict;
use warnings;
use Errno qw(EINTR EAGAIN ENOBUFS ENOMEM ETOOMANYREFS);
use Fcntl qw(F_SETFL O_NONBLOCK);
use Socket qw(AF_INET AF_INET6 SOCK_STREAM SOL_SOCKET SO_REUSEADDR SO_REUSEPORT SOMAXCONN inet_pton inet_ntop
  pack_sockaddr_in pack_sockaddr_in6 unpack_sockaddr_in unpack_sockaddr_in6 sockaddr_family);
use constant { SOL_IP => 0, SOL_IPV6 => 41, IP_TRANSPARENT => 19, IPV6_TRANSPARENT => 75, IPV6_V6ONLY => 26,
  ORIGINAL_DST => 80, SCM_RIGHTS => 1, BURST => 64 };

my ($sendmsg, @wanted) = @ARGV;
$SIG{$_} = 'IGNORE' for qw(PIPE INT HUP TERM QUIT);
open(my $channel, '+<&=', $ENV{NODE_CHANNEL_FD}) or die "no channel: $!\n";

sub say_line {
  my ($text) = @_;
  $text .= "\n";
  syswrite($channel, $text) == length $text or exit 1;
}

sub fail {
  my ($index, $step) = @_;
  say_line(sprintf('{"failed":[%d,%d,"%s"]}', $index, $! + 0, $step));
  exit 1;
}

sub listen_at {
  my ($index, $family, $address, $port, $transparent, $shared) = @_;
  my $sixth = $family == 6;
  socket(my $socket, $sixth ? AF_INET6 : AF_INET, SOCK_STREAM, 0) or fail($index, 'socket');
  setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1) or fail($index, 'socket');
  setsockopt($socket, SOL_SOCKET, SO_REUSEPORT, 1) or fail($index, 'socket') if $shared;
  setsockopt($socket, SOL_IPV6, IPV6_V6ONLY, 1) or fail($index, 'socket') if $sixth;
  my @option = $sixth ? (SOL_IPV6, IPV6_TRANSPARENT) : (SOL_IP, IP_TRANSPARENT);
  setsockopt($socket, $option[0], $option[1], 1) or fail($index, 'transparent') if $transparent;
  my $name = $sixth ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $address))
    : pack_sockaddr_in($port, inet_pton(AF_INET, $address));
  bind($socket, $name) or fail($index, 'bind');
  listen($socket, SOMAXCONN) or fail($index, 'bind');
  fcntl($socket, F_SETFL, O_NONBLOCK) or fail($index, 'socket');
  return { socket => $socket, sixth => $sixth, asks => !$transparent };
}

sub port_of {
  my $name = getsockname($_[0]);
  return (sockaddr_family($name) == AF_INET6 ? unpack_sockaddr_in6($name) : unpack_sockaddr_in($name))[0];
}

sub wish_of {
  my ($client, $listener) = @_;
  return '' unless $listener->{asks};
  my $name = getsockopt($client, $listener->{sixth} ? SOL_IPV6 : SOL_IP, ORIGINAL_DST);
  return '' unless defined $name;
  # The kernel does not say how much of the buffer it has written.
  my $shape = $listener->{sixth} ? pack_sockaddr_in6(0, "\0" x 16) : pack_sockaddr_in(0, "\0" x 4);
  $name = substr($name, 0, length $shape);
  my ($port, $address) = $listener->{sixth} ? unpack_sockaddr_in6($name) : unpack_sockaddr_in($name);
  return sprintf('"address":"%s","port":%d', inet_ntop($listener->{sixth} ? AF_INET6 : AF_INET, $address), $port);
}

# The structures of cmsg(3) and sendmsg(2), in the sizes of this machine.
sub pass {
  my ($client, $wish) = @_;
  my $line = qq({"cmd":"NODE_HANDLE","type":"net.Socket","msg":{$wish}}\n);
  my $rights = pack('L! i i i x![L!]', length(pack('L! i i i')), SOL_SOCKET, SCM_RIGHTS, fileno $client);
  my $vector = pack('P L!', $line, length $line);
  my $message = pack('L! I x![L!] P L! P L! i x![L!]', 0, 0, $vector, 1, $rights, length $rights, 0);
  while (syscall($sendmsg + 0, fileno $channel, $message, 0) < 0) {
    next if $! == EINTR;
    exit 1 unless grep { $! == $_ } EAGAIN, ENOBUFS, ENOMEM, ETOOMANYREFS;
    # The other side has not come to take what it got before.
    select(undef, undef, undef, 0.005);
  }
}

sub take {
  my ($listener) = @_;
  for (1 .. BURST) {
    accept(my $client, $listener->{socket}) or return;
    pass($client, wish_of($client, $listener));
  }
}

my @listeners = map { listen_at($_, split /,/, $wanted[$_]) } 0 .. $#wanted;
say_line('{"ready":[' . join(',', map { port_of($_->{socket}) } @listeners) . ']}');
my $watched = '';
vec($watched, fileno $_, 1) = 1 for $channel, map { $_->{socket} } @listeners;
my $heard = ' ' x 16;
while (1) {
  my $ready = $watched;
  next if select($ready, undef, undef, undef) < 0;
  for my $listener (@listeners) {
    take($listener) if vec($ready, fileno $listener->{socket}, 1);
  }
  next unless vec($ready, fileno $channel, 1);
  my $got = sysread($channel, my $chunk, 65536);
  next if !defined $got and ($! == EINTR or $! == EAGAIN);
  exit 0 unless $got;
  $heard = substr($heard, -16) . $chunk;
  last if index($heard, '"close"') >= 0;
}
take($_) for @listeners;
`;
