using Npgsql;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Integration.Tests.Outages;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>
/// A journal goes on on any server that it is brought to, whatever the numbers of its transactions: all that was there is read first, then
/// the announcement, then what is written; nothing is skipped, and nothing is written anew.
/// </summary>
public sealed class OtherServerTests : DatabaseTest
{
    // Further than any server of the tests has come or will.
    private const long Ahead = 900_000_000_000;

    // Nothing that a server counts from where it stands: below it no number is left of what it wrote.
    private const long Behind = -3;

    // Not the one that the environment names: that may be the first.
    private static readonly ServerOptions Second = new()
    {
        Durable = false,
        InMemory = true,
        Sources = [ServerSource.Local, ServerSource.Packages],
    };

    // The tables that hold numbers of transactions; whoever brings them writes the mark of the epoch anew.
    private static readonly string[] Numbered = ["journal", "effacement", "epoque"];

    /// <summary>Whether soins were erased too, and how far the numbers of a server are from those of the next, twice.</summary>
    public static TheoryData<bool, long, long> Moves()
    {
        var moves = new TheoryData<bool, long, long>();
        foreach (var first in new[] { 0, Ahead, Behind })
        {
            foreach (var second in new[] { 0, Ahead, Behind })
            {
                moves.Add(true, first, second);
                moves.Add(false, first, second);
            }
        }

        return moves;
    }

    [SkippableTheory]
    [MemberData(nameof(Moves))]
    public async Task What_is_written_on_another_server_is_read_after_all_that_was_brought_there(bool erases, long first, long second)
    {
        await using var services = Engines.Services();
        var engine = Engines.On(Source, services);
        await WriteAsync(engine, Source, erases, "one", "two");
        var perName = erases ? 2 : 1;
        var all = await EntriesAsync(Source, 1 + perName);
        var place = all[1].Place;
        foreach (var (by, written) in new[] { (first, "three"), (second, "four") })
        {
            await BringAsync(Source, by);
            await WriteAsync(engine, Source, erases, written);
            var brought = all;
            all = await EntriesAsync(Source, brought.Count + 1 + perName);
            Assert.Equal(Described(brought), Described(all[..brought.Count]));
            Assert.True(all[brought.Count].IsAnnouncement);
            Assert.Equal(all.Select(e => e.Place), all.Select(e => e.Place).OrderBy(p => p.Transaction).ThenBy(p => p.Position));
            Assert.Equal(all[^1].Place, await new Journal(Source).LastPlaceAsync(default));
        }

        // A place of before leads on, as a relay goes on from it; a reader of the feed is told that its history is gone.
        var rest = await new Journal(Source).ReadAsync(all[1].Place, 100, null, default);
        Assert.Equal(Described(all[2..]), Described(rest));
        var current = (await Epochs.LastAsync(Source, default))!.Name;
        Assert.Equal(FeedState.Current, await StateAsync(new(all[^1].Place, all[^1].SoinId, current)));
        Assert.Equal(FeedState.Gone, await StateAsync(new(place, all[1].SoinId, all[1].Epoch)));
        var ahead = all[^1].Place with { Transaction = all[^1].Place.Transaction + Ahead };
        Assert.Equal(FeedState.Gone, await StateAsync(new(ahead, default, current)));
    }

    [SkippableFact]
    public async Task A_dump_of_a_server_that_came_further_goes_on_on_a_new_one_without_a_migration()
    {
        await using var services = Engines.Services();
        await WriteAsync(Engines.On(Source, services), Source, erases: true, "one", "two");
        var all = await EntriesAsync(Source, 3);
        await using var other = await TestServers.OrSkipAsync(
            PostgresServer.StartAsync(Second, TimeProvider.System, TestServers.Say, default));
        await using var there = NpgsqlDataSource.Create(other.ConnectionString);
        while (await NumberAsync(Source) <= await NumberAsync(there) + 100)
        {
            await Source.ExecuteAsync("DO $$ BEGIN FOR i IN 1..200 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$");
        }

        await WriteAsync(Engines.On(Source, services), Source, erases: true, "three");
        all = await EntriesAsync(Source, all.Count + 2);
        var file = Path.GetTempFileName();
        try
        {
            await ClientPrograms.RunAsync(ConnectionString, "pg_dump", "--format=custom", $"--file={file}");
            await ClientPrograms.RunAsync(other.ConnectionString, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", file);
        }
        finally
        {
            File.Delete(file);
        }

        Assert.True(await Migrator.IsUpToDateAsync(there, default));

        await using var servicesThere = Engines.Services();
        await WriteAsync(Engines.On(there, servicesThere), there, erases: true, "four");
        var gone = await EntriesAsync(there, all.Count + 3);
        Assert.Equal(Described(all), Described(gone[..^3]));
        Assert.Equal([true, false, false], gone[^3..].Select(e => e.IsAnnouncement));
        Assert.True(gone[^1].Place.Transaction > all[^1].Place.Transaction);
    }

    // A version of a soin for each name, then, where some are erased, the notice of one.
    private static async Task WriteAsync(Reconciler engine, NpgsqlDataSource source, bool erases, params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            await engine.ReconcileLignesAsync([Scenario.Ro(name)], default);
        }

        if (erases)
        {
            await source.ExecuteAsync($"""
                INSERT INTO effacement (transaction, position, soin_id, efface_le)
                VALUES ({JournalOrder.Own}, nextval(pg_get_serial_sequence('journal', 'position')), gen_random_uuid(), now())
                """);
        }
    }

    // The rows as a server that came further wrote them, or one that did not come so far.
    private static async Task BringAsync(NpgsqlDataSource source, long by)
    {
        foreach (var table in Numbered)
        {
            await source.ExecuteAsync($"UPDATE {table} SET transaction = (transaction::text::bigint + {by})::text::xid8");
        }

        await source.ExecuteAsync("UPDATE epoque_marque SET transaction = transaction");
    }

    // In pages of two, as a reader does. A transaction of another test may hold the horizon back for a moment.
    private static async Task<List<PublishedEntry>> EntriesAsync(NpgsqlDataSource source, int count)
    {
        var (journal, all) = (new Journal(source), new List<PublishedEntry>());
        await Eventually.HoldsAsync($"{count} entries can be read", async () =>
        {
            for (var page = await journal.ReadAsync(all.LastOrDefault()?.Place ?? default, 2, null, default); page.Count > 0;)
            {
                all.AddRange(page);
                page = await journal.ReadAsync(all[^1].Place, 2, null, default);
            }

            return all.Count >= count;
        });
        Assert.Equal(count, all.Count);
        return all;
    }

    private static IEnumerable<(Guid, int, string?)> Described(IEnumerable<PublishedEntry> entries) =>
        entries.Select(e => (e.SoinId, e.Version, e.Epoch));

    private async Task<FeedState> StateAsync(FeedCursor cursor) =>
        (await new JournalFeed(Source).ReadAsync(cursor, 1, null, default)).State;

    private static async Task<long> NumberAsync(NpgsqlDataSource source) =>
        await source.CountAsync("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
}
