using Npgsql;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>The journal is read without skipping entries that commit late, and published in waves that keep versions in order.</summary>
public sealed class JournalTests : DatabaseTest
{
    [SkippableFact]
    public async Task An_entry_that_commits_after_later_ones_is_not_skipped()
    {
        var journal = new Journal(Source);
        await using var late = await Source.OpenConnectionAsync();
        await using var transaction = await late.BeginTransactionAsync();
        await Append(late, soin: 1, version: 1);
        await using (var other = await Source.OpenConnectionAsync())
        {
            await Append(other, soin: 2, version: 1);
            await Append(other, soin: 3, version: 1);
        }

        // Entries that are committed already wait: to publish one would move the place past the entry that is not committed.
        Assert.Empty(await journal.ReadAsync(default, 100, null, default));

        await transaction.CommitAsync();
        var read = await ReadAsync(journal, entries: 3);
        Assert.Equal([1, 2, 3], read.Select(e => Number(e.SoinId)));
        Assert.Empty(await journal.ReadAsync(read[^1].Place, 100, null, default));
    }

    [SkippableFact]
    public async Task Pages_are_gap_free_and_resumable_from_any_place()
    {
        var journal = new Journal(Source);
        await using (var connection = await Source.OpenConnectionAsync())
        {
            for (var soin = 1; soin <= 25; soin++)
            {
                await Append(connection, soin, version: 1);
            }
        }

        await ReadAsync(journal, entries: 25);
        var read = new List<int>();
        for (var page = await journal.ReadAsync(default, 7, null, default); page.Count > 0; page =
            await journal.ReadAsync(page[^1].Place, 7, null, default))
        {
            read.AddRange(page.Select(e => Number(e.SoinId)));
        }

        Assert.Equal(Enumerable.Range(1, 25), read);
    }

    [Fact]
    public void Two_versions_of_one_soin_are_never_in_one_wave_and_come_in_order()
    {
        List<int> soins = [1, 2, 1, 3, 3, 2, 1];
        var entries = soins.Select((soin, i) => new PublishedEntry(new(1, i), Id(soin), i, null, "{}"u8.ToArray(), default)).ToList();
        var waves = Reconciliation.Engine.JournalRelay.Waves(entries);
        Assert.Equal([3, 3, 1], waves.Select(w => w.Count));
        Assert.All(waves, w => Assert.Equal(w.Count, w.DistinctBy(e => e.SoinId).Count()));
        Assert.Equal(entries, waves.SelectMany(w => w).OrderBy(e => e.Place.Position));
        Assert.All(
            waves.SelectMany(w => w).GroupBy(e => e.SoinId),
            soin => Assert.Equal(soin.Select(e => e.Version).Order(), soin.Select(e => e.Version)));
    }

    [Fact]
    public void The_announcement_of_an_epoch_parts_what_is_before_it_from_what_is_after_it()
    {
        List<int?> soins = [1, 2, 1, null, 1, 3, 3, null, 2];
        var entries = soins.Select(
            (soin, i) => new PublishedEntry(new(1, i), soin is { } n ? Id(n) : Guid.Empty, i, null, "{}"u8.ToArray(), default)).ToList();
        var waves = Reconciliation.Engine.JournalRelay.Waves(entries);
        Assert.Equal([2, 1, 1, 2, 1, 1, 1], waves.Select(w => w.Count));
        Assert.Equal(entries, waves.SelectMany(w => w));
    }

    // The horizon is one of the whole server: a transaction of another test, on another database, may hold it back for a moment.
    private static async Task<IReadOnlyList<PublishedEntry>> ReadAsync(Journal journal, int entries)
    {
        IReadOnlyList<PublishedEntry> read = [];
        await Eventually.HoldsAsync(
            $"{entries} entries can be read",
            async () => (read = await journal.ReadAsync(default, 100, null, default)).Count >= entries);
        return read;
    }

    private static async Task Append(NpgsqlConnection connection, int soin, int version, string? transaction = null)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO journal (transaction, beneficiaire_id, soin_id, version, adherent_id, cause, vue, ecrit_le)
            VALUES (coalesce($3::xid8, pg_current_xact_id()), 'B', $1, $2, 'A', '{}', '{}', now())
            """,
            connection);
        command.Parameters.Add(new() { Value = Id(soin) });
        command.Parameters.Add(new() { Value = version });
        command.Parameters.Add(new() { Value = (object?)transaction ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync();
    }

    private static Guid Id(int soin) => new(soin, 0, 0, new byte[8]);

    private static int Number(Guid id) => BitConverter.ToInt32(id.ToByteArray());
}
