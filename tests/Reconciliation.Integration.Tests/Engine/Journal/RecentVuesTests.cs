using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>
/// The relay publishes versions that this process committed from memory, and any others from the journal: the same bytes.
/// </summary>
public sealed class RecentVuesTests : DatabaseTest, IDisposable
{
    private readonly ServiceProvider _services = Engines.Services();

    private readonly RecentVues _views = new();

    public void Dispose() => _services.Dispose();

    [SkippableFact]
    public async Task What_this_process_committed_is_published_as_it_stands_in_the_journal()
    {
        await Engine(new()).ReconcileLignesAsync([Scenario.Ro("elsewhere")], default);
        _views.Wait();
        await Engine(_views).ReconcileLignesAsync([Scenario.Ro("here-1"), Scenario.Ro("here-2")], default);

        var journal = new Journal(Source);
        IReadOnlyList<PublishedEntry> stored = [];
        await Eventually.HoldsAsync(
            "three entries can be read", async () => (stored = await journal.ReadAsync(default, 10, null, default)).Count == 3);
        var published = await journal.ReadUnpublishedAsync(default, 10, _views, default);

        Assert.Equal(stored.Select(Text), published.Select(Text));
    }

    [SkippableFact]
    public async Task A_view_that_is_held_is_not_read_and_is_given_once()
    {
        _views.Wait();
        await Engine(_views).ReconcileLignesAsync([Scenario.Ro("once")], default);
        await using (var damage = Source.CreateCommand("""UPDATE journal SET vue = '{"read":"again"}'"""))
        {
            await damage.ExecuteNonQueryAsync();
        }

        var journal = new Journal(Source);
        await Eventually.HoldsAsync("the entry can be read", async () => (await journal.ReadAsync(default, 10, null, default)).Count == 1);
        var first = Assert.Single(await journal.ReadUnpublishedAsync(default, 10, _views, default));
        var second = Assert.Single(await journal.ReadUnpublishedAsync(default, 10, _views, default));

        Assert.StartsWith("{\"soinId\":", Encoding.UTF8.GetString(first.Vue.Span), StringComparison.Ordinal);
        Assert.Equal("""{"read":"again"}""", Encoding.UTF8.GetString(second.Vue.Span));
    }

    [SkippableFact]
    public async Task Nothing_is_held_of_what_was_erased()
    {
        _views.Wait();
        var line = Scenario.Ro("erased");
        await Engine(_views).ReconcileLignesAsync([line], default);
        var soin = SoinIdentification.SoinId(line.Ligne.Id, line.Ligne.Journee);
        await Engine(_views).EraseAsync([line.Ligne.Journee], _ => [line.Ligne.Journee], default);

        Assert.True(Ask(soin).Vue.IsEmpty);
    }

    [SkippableFact]
    public async Task What_is_erased_after_it_was_read_is_left_out_of_what_is_published()
    {
        await Engine(new()).ReconcileLignesAsync([Scenario.Ro("stays")], default);
        await Engine(new()).ReconcileLignesAsync([Scenario.Ro("goes")], default);
        var journal = new Journal(Source);
        IReadOnlyList<PublishedEntry> stored = [];
        await Eventually.HoldsAsync(
            "two entries can be read", async () => (stored = await journal.ReadAsync(default, 10, null, default)).Count == 2);
        await using (var erase = Source.CreateCommand("DELETE FROM journal WHERE position = $1"))
        {
            erase.Parameters.Add(new() { Value = stored[1].Place.Position });
            await erase.ExecuteNonQueryAsync();
        }

        var published = await journal.CompleteAsync([.. stored.Select(e => e with { Vue = default })], default);

        Assert.Equal(Text(stored[0]), Text(Assert.Single(published)));
    }

    [Fact]
    public void What_was_not_committed_is_given_to_nobody()
    {
        _views.Wait();
        SoinToWrite[] soins = [Soin(1)];
        using (_views.Keep(soins))
        {
            Assert.True(Ask(1).Vue.IsEmpty);
        }

        using (_views.Keep(soins))
        {
            // Rolled back.
        }

        Assert.True(Ask(1).Vue.IsEmpty);
        Commit(soins);
        Assert.False(Ask(1).Vue.IsEmpty);
    }

    [Fact]
    public void Nothing_is_held_where_nobody_asks_and_no_more_than_the_limit_where_the_relay_is_behind()
    {
        Commit([Soin(0)]);
        Assert.True(Ask(0).Vue.IsEmpty);

        _views.Wait();
        Commit([.. Enumerable.Range(0, RecentVues.VuesMax + 10).Select(Soin)]);
        Assert.False(Ask(0).Vue.IsEmpty);
        Assert.False(Ask(RecentVues.VuesMax - 1).Vue.IsEmpty);
        Assert.True(Ask(RecentVues.VuesMax).Vue.IsEmpty);

        Commit([Soin(RecentVues.VuesMax + 20)]);
        Assert.False(Ask(RecentVues.VuesMax + 20).Vue.IsEmpty);

        _views.Forget();
        Assert.True(Ask(1).Vue.IsEmpty);
    }

    private Reconciler Engine(RecentVues views) => Engines.On(Source, _services, views: views);

    private void Commit(SoinToWrite[] soins)
    {
        using var held = _views.Keep(soins);
        held.Confirm();
    }

    private PublishedEntry Ask(int soin) => Ask(Id(soin));

    private PublishedEntry Ask(Guid soin) => Assert.Single(_views.Complete([new(default, soin, 1, null, default, default)]));

    private static string Text(PublishedEntry entry) =>
        $"{entry.Place} {entry.SoinId} {entry.Version} {Encoding.UTF8.GetString(entry.Vue.Span)}";

    private static Guid Id(int soin) => new(soin, 0, 0, new byte[8]);

    private static SoinToWrite Soin(int soin) => new()
    {
        SoinId = Id(soin),
        Journee = new("B", new(2026, 1, 5)),
        AdherentId = "A",
        AutresAdherents = [],
        Fondatrice = default,
        Version = 1,
        Situation = Situation.Complet,
        Measures = new(default, Montant.Zero, null, null),
        Echeance = null,
        Vue = "{}"u8.ToArray(),
        VueFormat = 1,
        RemplacePar = null,
        CreeLe = default,
        MisAJourLe = default,
        Entry = new(null, []),
    };
}
