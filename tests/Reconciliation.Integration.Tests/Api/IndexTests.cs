using Npgsql;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>Reads stay ranges of an index however many other rows there are: PostgreSQL's own counts show it.</summary>
public sealed class IndexTests
{
    // A hundred thousand lines and soins of others, spread over members, professionals, transfers, days and amounts.
    private const string Autres = """
        INSERT INTO ligne (part, organisme, decompte, ordre, source, revision, empreinte, beneficiaire_id, date_soin, adherent_id, nature,
                           montant, paye_le, virement, professionnel_id, contenu, evenement_id, recu_le)
        SELECT 0, 'o', 'd' || n, 1, 's', 1, gen_random_uuid(), 'b' || n % 20000, date '2024-01-01' + n % 600, 'a' || n % 20000, 0,
               n % 2000, date '2025-01-01', 'v' || n % 5000, 'p' || n % 3000, '{}', 'e', now()
        FROM generate_series(1, 100000) AS n;
        INSERT INTO soin (soin_id, beneficiaire_id, date_soin, adherent_id, fondatrice, version, situation, vue, cree_le, mis_a_jour_le,
            depuis, enjeu, paye)
        SELECT gen_random_uuid(), 'b' || n % 20000, date '2024-01-01' + n % 600, 'a' || n % 20000, '', 1, 7, '{}', now(), now(), now(), 0, 0
        FROM generate_series(1, 100000) AS n;
        ANALYZE ligne;
        ANALYZE soin;
        """;

    [SkippableFact]
    public async Task No_read_goes_through_all_lines_or_soins()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var source = database.CreateSource();
        await using (var instance = await TestInstance.StartAsync(database))
        {
            await instance.RoAsync(
                PaymentRecords.Ro("IDX").With("montant", 21.37m), PaymentRecords.Ro("IDX", 2).With("professionnelId", "PS-IDX"));
            await using (var others = source.CreateCommand(Autres))
            {
                await others.ExecuteNonQueryAsync();
            }
        }

        var before = await WalkAsync(source);
        await using (var instance = await TestInstance.StartAsync(database))
        {
            var soin = (await instance.SoinsAsync("IDX"))[0].GetProperty("soinId").GetString();
            string[] searches =
                [soin!, "IDX", "IDX-02", "DRO-IDX", "VRO-IDX", "PS-IDX", "2025-11-14", "21,37", "PS-IDX 14/11/2025", "IDX 21,37",
                    "14/11/2025 21,37", "RIEN"];
            foreach (var q in searches)
            {
                var found =
                    (await instance.ReadAsync($"/v1/recherche?q={Uri.EscapeDataString(q)}", Scopes.Support)).Json.GetProperty("elements");
                Assert.Equal(q == "RIEN", found.GetArrayLength() == 0);
            }

            string[] queries = [
                $"soins/{soin}/lignes", $"soins/{soin}/fhir", $"soins/{soin}/decisions", "virements/VRO-IDX",
                "adherents/IDX/synthese?du=2025-11-01&au=2025-11-30"];
            foreach (var reading in queries)
            {
                Assert.Equal(200, (await instance.ReadAsync($"/v1/{reading}", Scopes.Support)).Status);
            }
        }

        Assert.Equal(before, await WalkAsync(source));
    }

    // A session reports its reads when it ends.
    private static async Task<string> WalkAsync(NpgsqlDataSource source)
    {
        await Eventually.HoldsAsync("every other session has ended", async () => (long)await ValueAsync(
            source,
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client "
                + "backend' AND pid <> pg_backend_pid()") == 0);
        return (string)await ValueAsync(
            source,
            "SELECT string_agg(relname || ' ' || seq_scan, ', ' ORDER BY relname) FROM pg_stat_user_tables WHERE "
                + "relname IN ('ligne', 'soin')");
    }

    private static async Task<object> ValueAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (await command.ExecuteScalarAsync())!;
    }
}
