using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Cells;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Storage.Model;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands;

/// <summary>
/// Upgrading without a pause: the owner migrates first, and the engines of the version before go on until they are replaced. So they
/// must work on a schema that a newer version has expanded, and a new one must not start before.
/// </summary>
public sealed class UpgradeTests
{
    private static readonly string[] Tables =
    [
        "ligne", "lien", "reception", "decision", "soin", "journal", "ligne_non_rattachee", "quarantaine", "quarantaine_suite", "acces",
        "compteur",
        "relais", "affectation",
    ];

    private static readonly string[] Parts = ["engine", "api", "console", "verify", "entretien"];

    // Changes that a newer version may make to a table that this one uses: columns that may be null or have a default, tables, indexes.
    private static readonly string Expansion = string.Join('\n', Tables.Select(t => $"""
        ALTER TABLE {t} ADD COLUMN nouveau text, ADD COLUMN nouveau_defaut integer NOT NULL DEFAULT 0;
        CREATE INDEX {t}_nouveau ON {t} (nouveau);
        """)) + """
        CREATE TABLE nouvelle (id bigint PRIMARY KEY);
        INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29991231000000_Suivante', '99.0.0');
        """;

    [Fact]
    public void The_migrations_that_are_looked_for_are_those_of_EF()
    {
        using var context = new DesignTimeFactory().CreateDbContext([]);
        Assert.Equal(context.Database.GetMigrations(), Migrator.Migrations);
        Assert.NotEmpty(Migrator.Migrations);
    }

    [SkippableFact]
    public async Task This_version_takes_judges_decides_publishes_and_verifies_on_a_schema_that_a_newer_one_has_expanded()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await ExecuteAsync(database, Expansion);
        await using var broker = await Broker.ConnectAsync(virtualHost);
        var queue = await broker.ListenAsync(ExchangeNames.Soins);
        await using (var instance = await TestInstance.StartAsync(database, virtualHost))
        {
            await instance.RoAsync(PaymentRecords.Ro("EXPANSION"));
            await instance.ComplementairesAsync(PaymentRecords.Complementaire("EXPANSION"));
            Assert.Equal(422, (await instance.PostAsync("/v1/paiements/ro", "{}")).Status);
            await Eventually.HoldsAsync("both payments are one soin", async () =>
                (await instance.SoinsAsync("EXPANSION")) is [var soin] && soin.GetProperty("situation").GetString() == "complet");
            var vue = (await instance.SoinsAsync("EXPANSION"))[0];
            var decided = await instance.PostAsAgentAsync(
                $"/v1/soins/{vue.GetProperty("soinId").GetString()}/decisions",
                """{"type":"annoter","motif":"essai"}""",
                $"\"{vue.GetProperty("version").GetInt32()}\"");
            Assert.True(decided.Status == 201, decided.Text);
            Assert.Equal(200, (await instance.ReadAsync("/v1/quarantaine", Scopes.Support)).Status);

            // A deadline passes.
            instance.Clock.Move(TimeSpan.FromDays(40));
            await instance.RoAsync(PaymentRecords.Ro("EXPANSION-2"));
            await Eventually.HoldsAsync("the second is late", async () =>
                (await instance.SoinsAsync("EXPANSION-2")) is [var soin] && soin.GetProperty("situation").GetString() == "enRetard");
            await Eventually.HoldsAsync("everything is published", async () => await instance.CountAsync(
                "SELECT count(*) FROM journal AS j WHERE NOT EXISTS (SELECT FROM relais AS r WHERE (r.transaction, r.position) >= "
                    + "(j.transaction, j.position))") == 0);
            Assert.Equal(await instance.CountAsync("SELECT count(*) FROM journal"), (await broker.TakeAsync(queue)).Count);
        }

        var environment = new Dictionary<string, string> { ["RECONCILIATION_POSTGRES"] = database.ConnectionString };
        var verified = await ReconProcess.RunAsync(environment, "verify");
        Assert.True(verified.Code == 0, verified.Output + verified.Errors);
        Assert.Equal("Le schéma est à jour.", (await ReconProcess.RunAsync(environment, "migrate")).Output);
        Assert.Equal(0, (await ReconProcess.RunAsync(environment, "entretien")).Code);
    }

    [SkippableFact]
    public async Task A_schema_that_is_older_than_a_version_needs_is_refused_by_every_part_of_it()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await ExecuteAsync(
            database,
            """DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" = (SELECT max("MigrationId") FROM "__EFMigrationsHistory")""");
        await using var source = database.CreateSource();
        Assert.False(await Migrator.IsUpToDateAsync(source, default));
        var environment = new Dictionary<string, string>
        {
            ["RECONCILIATION_POSTGRES"] = database.ConnectionString,
            ["RECONCILIATION_RABBITMQ"] = "amqp://x:x@127.0.0.1:1/",
            ["RECONCILIATION_AUTHORITY"] = "https://identite.example",
            ["RECONCILIATION_CONSOLE_CLIENT_ID"] = "console",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        };

        var ends = await Task.WhenAll(Parts.Select(c => ReconProcess.RunAsync(environment, c)));

        Assert.All(ends, end =>
        {
            Assert.Equal(1, end.Code);
            Assert.Equal("The schema of the database is not up to date: run 'recon migrate' first, as its owner.", end.Errors);
        });
    }

    [SkippableFact]
    public async Task The_key_of_lines_changes_under_the_lines_and_is_begun_again_where_it_was_interrupted()
    {
        // The version before has no cells.
        await using var database = await TestDatabase.CreateAsync(CellDatabases.Of(1));
        await using (var instance = await TestInstance.StartAsync(database, await Broker.VirtualHostAsync()))
        {
            await instance.RoAsync(PaymentRecords.Ro("CLE"));
        }

        await using var source = database.CreateSource();
        await using (var context =
            new ReconciliationDbContext(new DbContextOptionsBuilder<ReconciliationDbContext>().UseNpgsql(source).Options))
        {
            await context.GetService<IMigrator>().MigrateAsync("Initiale");
        }

        Assert.Equal("decompte organisme ordre part source revision empreinte beneficiaire_id", await KeyAsync());
        await ExecuteAsync(database, "CREATE INDEX ligne_cle ON ligne (ordre)");

        Assert.Equal(
            [
                "CleDeLigne", "Formats", "Bails", "Epoques", "LignesNommees", "Emetteurs", "Sessions", "NomsDesMessages", "ListesFiltrees",
                "Reservations", "MarquesDEpoque", "NomsEnSignesSimples", "Octets", "Personnes", "Effacements",
                "CausesEnOctets",
                "ClesCourtes",
                "Decalages",
            ],
            (await Migrator.MigrateAsync(source, default, CellsOfRun.Count)).Select(m => m.Split('_')[1]));

        Assert.Equal("decompte organisme ordre empreinte beneficiaire_id", await KeyAsync());
        var twice = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(database, """
            CREATE TEMP TABLE copie AS SELECT * FROM ligne;
            ALTER TABLE copie DROP COLUMN position;
            DO $$ DECLARE colonnes text := (SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = 'copie'::regclass
                AND attnum > 0 AND NOT attisdropped);
            BEGIN EXECUTE format('INSERT INTO ligne (%1$s) SELECT %1$s FROM copie', colonnes); END $$;
            """));
        Assert.Equal((PostgresErrorCodes.UniqueViolation, "ligne_pkey"), (twice.SqlState, twice.ConstraintName));

        async Task<object?> KeyAsync()
        {
            await using var command = source.CreateCommand("""
                SELECT string_agg(a.attname, ' ' ORDER BY k.rang)
                FROM pg_index AS i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(numero, rang)
                JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.numero
                WHERE i.indrelid = 'ligne'::regclass AND i.indisprimary
                """);
            return await command.ExecuteScalarAsync();
        }
    }

    [SkippableFact]
    public async Task A_database_of_the_version_before_formats_verifies_clean_once_migrated_and_knows_its_lines()
    {
        var lines = new RandomPayments(65).Make(150);
        await using var stored = await StoredPayments.FillAsync(new(2026, 1, 12, 10, 0, 0, TimeSpan.Zero), lines);
        var count = await stored.ColumnAsync("SELECT count(*)::text FROM journal UNION ALL SELECT count(*)::text FROM ligne");
        await using (var context =
            new ReconciliationDbContext(new DbContextOptionsBuilder<ReconciliationDbContext>().UseNpgsql(stored.Database).Options))
        {
            await context.GetService<IMigrator>().MigrateAsync("CleDeLigne");
        }

        Assert.Empty(
            await stored.ColumnAsync(
                "SELECT attname::text FROM pg_attribute WHERE attname IN ('vue_format', 'empreinte_version') AND NOT attisdropped"));
        await Assert.ThrowsAsync<PostgresException>(() => stored.Engine.ReconcileLignesAsync(lines, default));

        Assert.Equal(
            [
                "Formats", "Bails", "Epoques", "LignesNommees", "Emetteurs", "Sessions", "NomsDesMessages", "ListesFiltrees",
                "Reservations", "MarquesDEpoque", "NomsEnSignesSimples", "Octets", "Personnes", "Effacements",
                "CausesEnOctets",
                "ClesCourtes",
                "Decalages",
            ],
            (await Migrator.MigrateAsync(stored.Database, default, CellsOfRun.Count)).Select(m => m.Split('_')[1]));
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
        await stored.Engine.ReconcileLignesAsync(lines, default);
        Assert.Equal(count, await stored.ColumnAsync("SELECT count(*)::text FROM journal UNION ALL SELECT count(*)::text FROM ligne"));
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var source = database.CreateSource();
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
