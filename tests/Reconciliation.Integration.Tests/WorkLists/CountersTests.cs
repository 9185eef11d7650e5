using Npgsql;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.WorkLists;

/// <summary>Changes of counters are summed up, and nothing that still stands is forgotten.</summary>
public sealed class CountersTests
{
    [SkippableFact]
    public async Task Summing_up_leaves_the_totals_rewrites_nothing_single_and_forgets_old_days_only_of_what_happened()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var source = database.CreateSource();
        await using (var changes = source.CreateCommand("""
            INSERT INTO compteur (nom, cle, periode, valeur) VALUES
                ('situation', 'Complet', NULL, 1), ('situation', 'Complet', NULL, 2), ('situation', 'Ecart', NULL, 5),
                ('arrivee', 'ro', now() - interval '500 days', 7), ('arrivee', 'ro', date '2026-01-01', 1), ('arrivee', 'ro',
                    date '2026-01-01', -1),
                ('aTraiter', 'EnRetard', date '2020-01-01', 1), ('aTraiter', 'EnRetard', date '2020-01-01', 1), ('aTraiter', 'Ecart',
                    date '2020-01-01', 1)
            """))
        {
            await changes.ExecuteNonQueryAsync();
        }

        var single = await PositionAsync(source, "Ecart");
        await Counters.CompactAsync(source, TimeProvider.System.GetUtcNow(), default);
        Assert.Equal(single, await PositionAsync(source, "Ecart"));
        Assert.Equal(
            [(3L, "Complet"), (5L, "Ecart")],
            (await Counters.ReadAsync(source, Counters.Situation, null, default)).Select(c => (c.Value, c.Key)).Order());
        Assert.Empty(await Counters.ReadAsync(source, Counters.Arrival, DateTimeOffset.MinValue, default));
        var ages = await Counters.ByAgeAsync(source, Counters.ToWorkOn, [TimeProvider.System.GetUtcNow()], default);
        Assert.Equal([0, 2], ages["EnRetard"]);
        Assert.Equal([0, 1], ages["Ecart"]);
        Assert.Equal(0, await Counters.CompactAsync(source, TimeProvider.System.GetUtcNow(), default));
    }

    private static async Task<long> PositionAsync(NpgsqlDataSource source, string key)
    {
        await using var command = source.CreateCommand("SELECT position FROM compteur WHERE nom = 'situation' AND cle = $1");
        command.Parameters.Add(new() { Value = key });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
