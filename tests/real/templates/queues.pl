# One queue a platform, each with its own address; unknown senders may open tickets. Arguments: queue names.
use lib '/usr/share/request-tracker5/lib';
use RT;
RT::LoadConfig();
RT::Init();
my $system = RT->SystemUser;
my $everyone = RT::Group->new($system);
$everyone->LoadSystemInternalGroup('Everyone');
for my $name (@ARGV) {
    my $queue = RT::Queue->new($system);
    my ($made, $why) = $queue->Create(Name => $name, CorrespondAddress => "$name\@support.test");
    die "queue $name: $why" unless $made;
    for my $right (qw(CreateTicket ReplyToTicket)) {
        my ($granted, $reason) = $everyone->PrincipalObj->GrantRight(Right => $right, Object => $queue);
        die "$right $name: $reason" unless $granted;
    }
}
