using Reconciliation.Contracts;
using Reconciliation.Simulation.Readers;
using Reconciliation.Simulation.Upstream;
using Reconciliation.Simulation.Verdict;
using Xunit;

namespace Reconciliation.Simulation.Tests;

/// <summary>The check of readers' versions names each way in which a reader can be misled.</summary>
public sealed class ReadingsTests
{
    private static readonly DateTimeOffset Now = new(2025, 11, 1, 2, 30, 0, TimeSpan.Zero);
    private static readonly Lazy<PaymentStream> Sent = new(() => PaymentStream.Create(3, new DateOnly(2025, 10, 22), acts: 60));

    private static readonly Dictionary<string, (string Law, Func<List<Seen>, IEnumerable<Seen>> Feed)> Mistakes = new()
    {
        ["an entry is left out"] = ("none left out", told => told.Where((_, n) => n != 4)),
        ["the last entry never comes"] = ("every entry of the journal is seen", told => told.SkipLast(1)),
        ["two entries change places"] = ("in the order of the journal", told => [told[1], told[0], .. told.Skip(2)]),
        ["an entry comes twice"] = ("each once", told => [told[0], .. told]),
        ["an entry is of no journal"] = ("not in the journal of its epoch", told => [.. told, Ghost(told[0])]),
        ["another view is held at the end"] = ("a reader ends with the views that are there", told => [.. told, Ghost(told[0])]),
    };

    public static TheoryData<string> MistakeNames => [.. Mistakes.Keys];

    [Theory]
    [MemberData(nameof(MistakeNames))]
    public void Each_way_to_mislead_a_reader_of_the_feed_is_found(string mistake)
    {
        var (law, spoil) = Mistakes[mistake];
        Assert.Contains(Judge(told => spoil(told)).Findings, f => f.Law.Contains(law, StringComparison.Ordinal));
    }

    [Fact]
    public void A_view_that_is_older_than_what_somebody_had_before_is_found()
    {
        var observed = PerfectService.Observe(Sent.Value, Now);
        var old = observed.Readers[0].Told[0] with { Asked = observed.Journal.Count, At = observed.Journal.Count };
        var judgement = Oracle.Judge(
            Sent.Value, observed with { Readers = [observed.Readers[0], new("soins", ReaderKind.Views, [old])] }, Now);
        Assert.Contains(judgement.Findings, f => f.Law.Contains("visible to all who ask after", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_lost_must_be_announced_and_then_comes_again()
    {
        var announced = new Seen(0, 0, null, new EpoqueCommencee("2-b", null, DateTimeOffset.MinValue));
        Assert.Empty(Judge(told => [Ghost(told[0]), announced, .. told], isLossy: true).Findings);
        Assert.Contains(
            Judge(told => [Ghost(told[0]), .. told], isLossy: true).Findings,
            f => f.Law.Contains("seen in vain is announced", StringComparison.Ordinal));
    }

    private static Judgement Judge(Func<List<Seen>, IEnumerable<Seen>> feed, bool isLossy = false)
    {
        var observed = PerfectService.Observe(Sent.Value, Now);
        ReaderHistory reader = observed.Readers[0] with { Told = [.. feed([.. observed.Readers[0].Told])] };
        return Oracle.Judge(Sent.Value, observed with { Readers = [reader, observed.Readers[1]] }, Now, isLossy);
    }

    private static Seen Ghost(Seen seen) => seen with { Version = seen.Version!.Value with { Version = 9, Epoch = "1-a" } };
}
