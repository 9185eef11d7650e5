using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Benchmarks.Store;

/// <summary>
/// Fills a store as the engine would have, but faster: the engine itself takes the lines of a hundred families, and every row that it
/// wrote is copied for other members by COPY. Rows are written by day of care, all members of a day together, so that the soins of one
/// member lie as far apart as they do where they came day by day. Indexes are made afterwards.
/// </summary>
/// <param name="servers">The servers.</param>
/// <param name="soins">The number of soins, roughly.</param>
/// <param name="due">The instant at which every soin becomes late; null: an ordinary store.</param>
/// <param name="versions">
/// The number of versions that the journal has of a soin of two lines: 1 if both came in one batch, 2 if in two; 0: the months of the
/// journal are gone.
/// </param>
internal sealed class StoreLoader(BenchServers servers, long soins, DateTimeOffset? due, int versions)
{
    private const int FamiliesMax = 100;
    private const int Seed = 20251112;

    // Nothing else writes, and rows that are lost in a crash are loaded again.
    private static readonly Dictionary<string, string> Loading = new()
    {
        ["wal_level"] = "minimal",
        ["max_wal_senders"] = "0",
        ["max_wal_size"] = "4GB",
        ["autovacuum"] = "off",
    };

    // Versions of one soin rise with the place in the journal.
    private static readonly Dictionary<string, string> Orders = new()
    {
        ["ligne"] = "date_soin, position",
        ["soin"] = "date_soin, soin_id",
        ["journal"] = "version, beneficiaire_id, position",
    };

    /// <summary>Fills an empty database.</summary>
    /// <returns>The number of soins that it holds.</returns>
    public async Task<long> LoadAsync(string database)
    {
        var start = TimeProvider.System.GetTimestamp();
        await using (var source = NpgsqlDataSource.Create(database + ";Pooling=false"))
        {
            await Migrator.MigrateAsync(source, default);

            // Copies are made of plain rows, and packed.
            await using var plain = source.CreateCommand("SET session_replication_role = replica; DELETE FROM dictionnaire");
            await plain.ExecuteNonQueryAsync();
        }

        var families = await WriteFamiliesAsync(database);
        var templates = families.Sum(f => f.Soins.Count);
        var copies = (int)Math.Max(1, soins / templates);
        await servers.WithSettingsAsync(Loading, () => FillAsync(database, families, copies, withJournal: versions > 0));
        await using (var source = NpgsqlDataSource.Create(database + ";Pooling=false"))
        {
            await Dictionnaires.AdoptAsync(source, default);
        }

        var took = TimeProvider.System.GetElapsedTime(start);
        Console.WriteLine($"  {(long)templates * copies:N0} soins in {took.TotalSeconds:0} s");
        return (long)templates * copies;
    }

    // Through the engine: the front door, the one transaction, the views as it writes them.
    private async Task<IReadOnlyList<Family>> WriteFamiliesAsync(string database)
    {
        var shape = new StoreShape(Seed, TimeProvider.System.GetUtcNow(), due);
        var count = (int)Math.Clamp(soins / StoreShape.SoinsPerFamily, 1, FamiliesMax);
        var families = Enumerable.Range(0, count).Select(shape.Family).ToList();
        await using var host = StoreServices.On(database);
        var reconciler = host.GetRequiredService<Reconciler>();
        foreach (var family in families)
        {
            var (first, second) = (family.Select(s => s.First), family.Select(s => s.Second!).Where(l => l is not null));
            foreach (var batch in versions < 2 ? [first.Concat(second)] : new[] { first, second })
            {
                await reconciler.ReconcileLignesAsync([.. batch], default);
            }
        }

        var founders = families.SelectMany(f => f).SelectMany(s => new[] { s.First, s.Second }).OfType<ReceivedLigne>()
            .ToDictionary(l => l.Ligne.Id.Canonical(), l => l.Ligne);
        return await ReadFamiliesAsync(host.GetRequiredService<NpgsqlDataSource>(), families, founders);
    }

    private static async Task<IReadOnlyList<Family>> ReadFamiliesAsync(
        NpgsqlDataSource source, List<IReadOnlyList<TemplateSoin>> families, Dictionary<string, Ligne> lines)
    {
        await using var command = source.CreateCommand("SELECT soin_id, fondatrice, beneficiaire_id, date_soin FROM soin");
        await using var reader = await command.ExecuteReaderAsync();
        var soins = new List<(Guid Id, LigneId Founder, Journee Journee)>();
        while (await reader.ReadAsync())
        {
            soins.Add((reader.GetGuid(0), lines[reader.GetString(1)].Id, new(reader.GetString(2), reader.GetFieldValue<DateOnly>(3))));
        }

        var read = families.Select((f, number) => new Family(
            number,
            [.. f.SelectMany(s => new[] { s.First, s.Second }).OfType<ReceivedLigne>().Select(l => l.Ligne)],
            [
                .. soins.Where(s => s.Journee.BeneficiaireId.Contains(Marks.Member(number), StringComparison.Ordinal))
                    .Select(s => (s.Founder, s.Journee)),
            ])).ToList();

        // An id that is not derived as it is here would be that of no soin.
        var derived = read.SelectMany(f => Enumerable.Range(0, f.Soins.Count).Select(f.Itself.SoinId)).ToHashSet();
        return soins.TrueForAll(s => derived.Contains(s.Id))
            ? read
            : throw new InvalidOperationException("The engine derives ids of soins in another way.");
    }

    private static async Task FillAsync(string database, IReadOnlyList<Family> families, int copies, bool withJournal)
    {
        var tables = new StoreTables(database);
        var work = new List<(string Table, string Columns, List<RowTemplate> Rows)>();
        foreach (var table in StoreTables.Names)
        {
            var columns = await tables.ColumnsAsync(table);
            var rows = await tables.CopyOutAsync(table, columns, Orders[table]);
            work.Add((table, columns, [.. rows.Select(r => new RowTemplate(r, FamilyOf(r, families).Itself, PackedColumn.Of(columns)))]));
            if (work[^1].Rows.Exists(r => !r.HasDerived))
            {
                throw new InvalidOperationException($"A row of {table} holds neither the id of a soin nor the fingerprint of a line.");
            }
        }

        var indexes = await tables.DropIndexesAsync();
        await Task.WhenAll(work.Select(w => Task.Run(() => tables.ReplaceAsync(
            w.Table, w.Columns, to => Write(w.Table == "journal" && !withJournal ? [] : w.Rows, families.Count, copies, to)))));
        await tables.IndexAsync(indexes);

        // Counters are copied as often as the rows that they count; and nothing is left to publish.
        await tables.ExecuteAsync($"""
            UPDATE reception SET recues = recues * {copies}, nouvelles = nouvelles * {copies}, centimes = centimes * {copies};
            UPDATE compteur SET valeur = valeur * {copies};
            INSERT INTO relais (nom, transaction, position) SELECT 'soins', transaction, position FROM journal ORDER BY transaction DESC,
                position DESC LIMIT 1;
            """);
    }

    private static void Write(List<RowTemplate> rows, int families, int copies, Stream to)
    {
        // As many professionals as there would be if each had some hundred patients.
        var professionals = Math.Max(families, families * copies / 500);
        foreach (var row in rows)
        {
            for (var copy = 0; copy < copies; copy++)
            {
                var member = (row.Family.Number * copies) + copy;
                to.Write(row.With(new FamilyCopy(row.Family, member, member % professionals)).Span);
            }
        }
    }

    private static Family FamilyOf(byte[] row, IReadOnlyList<Family> families)
    {
        var start = row.AsSpan().IndexOf("AM0"u8) + 1;
        var number = int.Parse(Encoding.ASCII.GetString(row, start + 1, 8), System.Globalization.CultureInfo.InvariantCulture);
        return families[number];
    }
}
