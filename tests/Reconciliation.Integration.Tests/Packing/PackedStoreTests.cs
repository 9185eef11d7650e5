using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Packing;

/// <summary>
/// A database whose records are plain, as a version before left it, goes on so until it is told to pack; then whoever reads it reads what
/// was there before, byte for byte.
/// </summary>
public sealed class PackedStoreTests
{
    private const string PlainCount = """
        SELECT (SELECT count(*) FROM soin WHERE vue IS NOT NULL OR vue_octets IS NULL OR canal IS NULL)
             + (SELECT count(*) FROM ligne WHERE contenu IS NOT NULL OR contenu_octets IS NULL)
             + (SELECT count(*) FROM journal WHERE vue IS NOT NULL OR vue_octets IS NULL OR cause IS NOT NULL OR cause_octets IS NULL)
        """;

    private static readonly DateTimeOffset Now = new(2026, 1, 12, 10, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task Packing_changes_no_byte_that_anybody_reads_and_goes_on_where_both_forms_stand_side_by_side()
    {
        var payments = new RandomPayments(91);
        var lines = payments.Make(500);
        await using var stored = await StoredPayments.FillAsync(Now, lines.Take(300), batch: 23);
        Assert.Equal(0, await CountAsync(stored, "SELECT count(*) FROM soin WHERE vue_octets IS NOT NULL"));
        await stored.ExecuteAsync("UPDATE soin SET canal = NULL"); // as a version before left them

        // Both forms side by side.
        Assert.True(await Dictionnaires.AdoptAsync(stored.Database, default));
        Assert.False(await Dictionnaires.AdoptAsync(stored.Database, default));
        foreach (var batch in lines.Skip(300).Chunk(23))
        {
            await stored.Engine.ReconcileLignesAsync(batch, default);
        }

        Assert.True(await CountAsync(stored, "SELECT count(*) FROM ligne WHERE contenu IS NULL") > 0);
        Assert.True(await CountAsync(stored, "SELECT count(*) FROM ligne WHERE contenu IS NOT NULL") > 0);
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
        var before = await EverythingAsync(stored);

        var converted = await stored.Control.RebuildAsync(stored.Engine, sinceTheStart: true, _ => { }, default, pack: true);

        Assert.Empty(converted.Differences);
        Assert.True(converted.Packed > 0);
        Assert.Equal(0, await CountAsync(stored, PlainCount));
        Assert.Equal(before, await EverythingAsync(stored));
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
        Assert.Equal(0, (await stored.Control.RebuildAsync(stored.Engine, sinceTheStart: true, _ => { }, default, pack: true)).Packed);
    }

    [SkippableFact]
    public async Task A_database_goes_on_with_the_dictionaries_of_the_version_before_and_with_plain_causes_until_others_are_in_force()
    {
        var lines = new RandomPayments(97).Make(200);
        await using var stored = await StoredPayments.FillAsync(Now, []);
        await using (var batch = stored.Database.CreateBatch())
        {
            DictionnaireTable.Add(
                batch, [(PackedRecord.Vue, RecordPackers.Shipped[0]), (PackedRecord.Ligne, RecordPackers.Shipped[1])]);
            await batch.ExecuteNonQueryAsync();
        }

        foreach (var batch in lines.Chunk(23))
        {
            await stored.Engine.ReconcileLignesAsync(batch, default);
        }

        Assert.Equal(0, await CountAsync(stored, "SELECT count(*) FROM journal WHERE vue IS NOT NULL OR cause IS NULL"));
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
        var before = await EverythingAsync(stored);

        var converted = await stored.Control.RebuildAsync(stored.Engine, sinceTheStart: true, _ => { }, default, pack: true);

        Assert.Equal(await CountAsync(stored, "SELECT count(*) FROM journal"), converted.Packed);
        Assert.Equal(0, await CountAsync(stored, PlainCount));
        Assert.Equal(before, await EverythingAsync(stored));
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
    }

    [SkippableFact]
    public async Task The_channel_that_a_list_is_filtered_by_is_that_of_the_founding_line_in_either_form()
    {
        var lines = new RandomPayments(92).Make(200).Select((l, i) => i % 3 == 0 ? OnPaper(l) : l);
        await using var stored = await StoredPayments.FillAsync(Now, lines);
        const string OfLines = $"""
            SELECT count(*) FROM soin AS s JOIN ligne AS l ON {WorkListSql.IsFounding}
            WHERE (SELECT count(*) FROM ligne AS l WHERE {WorkListSql.IsFounding}) = 1 -- of two contents one prevails
              AND s.canal IS DISTINCT FROM (CASE l.contenu ->> 'canal' WHEN 'carteVitale' THEN 0 ELSE 1 END)
            """;
        Assert.True(await CountAsync(stored, "SELECT count(DISTINCT canal) FROM soin") > 1);
        Assert.Equal(0, await CountAsync(stored, OfLines));
        var before = await stored.ColumnAsync("SELECT soin_id || ' ' || canal FROM soin ORDER BY 1");
        await stored.ExecuteAsync("UPDATE soin SET canal = NULL");

        await stored.Control.RebuildAsync(stored.Engine, sinceTheStart: true, _ => { }, default, pack: true);

        Assert.Equal(before, await stored.ColumnAsync("SELECT soin_id || ' ' || canal FROM soin ORDER BY 1"));
    }

    [SkippableFact]
    public async Task A_process_of_a_version_before_that_writes_over_a_packed_row_is_believed()
    {
        await using var stored = await PackedAsync(93);
        var soin = await stored.ScalarAsync<Guid>("SELECT soin_id FROM soin LIMIT 1");
        await stored.ExecuteAsync($$"""UPDATE soin SET vue = '{"plain":true}' WHERE soin_id = '{{soin}}'""");

        Assert.Equal("""{"plain":true}""", (await new VueQueries(stored.Database).SoinAsync(soin, default))!.Vue);
    }

    [SkippableTheory]
    [InlineData("soin", "vue_octets", true)]
    [InlineData("journal", "vue_octets", false)]
    [InlineData("journal", "cause_octets", false)]
    [InlineData("ligne", "contenu_octets", false)]
    public async Task A_damaged_record_is_found_and_a_view_is_made_again(string table, string column, bool mends)
    {
        await using var stored = await PackedAsync(94);
        var damaged = await stored.ExecuteAsync(
            $"UPDATE {table} SET {column} = set_byte({column}, length({column}) - 5, get_byte({column}, length({column}) - 5) # 255) "
            + $"WHERE (tableoid, ctid) IN (SELECT tableoid, ctid FROM {table} LIMIT 1)");
        Assert.Equal(1, damaged);

        var found = await stored.Control.VerifyAsync(_ => { }, default);
        Assert.NotEmpty(found.Differences);
        await stored.Control.RebuildAsync(stored.Engine, sinceTheStart: true, _ => { }, default);

        Assert.Equal(mends, (await stored.Control.VerifyAsync(_ => { }, default)).Differences.Count == 0);
    }

    [SkippableTheory]
    [InlineData("DELETE FROM dictionnaire")]
    [InlineData("UPDATE dictionnaire SET numero = 7")]
    [InlineData("TRUNCATE dictionnaire")]
    public async Task No_dictionary_is_changed_or_removed(string sql)
    {
        await using var stored = await PackedAsync(95);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => stored.ExecuteAsync(sql));

        Assert.Equal("42501", refused.SqlState);
        Assert.Equal(3, await CountAsync(stored, "SELECT count(*) FROM dictionnaire"));
    }

    private static ReceivedLigne OnPaper(ReceivedLigne ligne)
    {
        var stream = PaymentStreams.Product.Of(ligne.Ligne.Id.Part);
        var paper = stream.Restore(ligne.Content) with { Canal = Contracts.Canal.FeuilleDeSoins };
        var fact = stream.ToLigne(paper);
        return new(fact, Empreinte.Of(fact), ligne.EvenementId, stream.Store(paper), ligne.Body);
    }

    private static async Task<StoredPayments> PackedAsync(int seed)
    {
        var stored = await StoredPayments.FillAsync(Now, new RandomPayments(seed).Make(120));
        await stored.Control.RebuildAsync(stored.Engine, sinceTheStart: true, _ => { }, default, pack: true);
        return stored;
    }

    // Whatever is read of views and lines: pages of each member, as they stood, versions, the journal, sums, transfers, an export.
    private static async Task<IReadOnlyList<string>> EverythingAsync(StoredPayments stored)
    {
        var source = stored.Database;
        var streams = PaymentStreams.Product;
        var (vues, history, journal) = (new VueQueries(source), new SoinHistory(source), new Journal(source));
        var (synthese, virements) = (new SyntheseQueries(source, streams), new VirementQueries(source, streams));
        var all = new List<string>();
        foreach (var adherent in await stored.ColumnAsync("SELECT DISTINCT adherent_id FROM ligne ORDER BY 1"))
        {
            var query = new SoinQuery(adherent, null, null, [], null, 100);
            all.AddRange((await vues.SoinsAsync(query, default)).Select(v => v.ToString()));
            var paid = query with { PaidFrom = new(2025, 12, 20), Limit = 7 };
            all.AddRange((await vues.SoinsAsync(paid, default)).Select(v => v.ToString()));
            var sums = await synthese.ReadAsync(adherent, DateOnly.MinValue, DateOnly.MaxValue, default);
            all.Add(System.Text.Json.JsonSerializer.Serialize(sums));
            using var export = new MemoryStream();
            await new AdherentExport(source).WriteAsync(adherent, Now, export, default);
            all.Add(System.Text.Encoding.UTF8.GetString(export.ToArray()));
        }

        foreach (var soin in (await stored.ColumnAsync("SELECT soin_id::text FROM soin ORDER BY 1")).Select(Guid.Parse))
        {
            all.Add($"{await vues.SoinAsync(soin, DateTimeOffset.MaxValue, default)}");
            all.AddRange((await history.VersionsAsync(soin, 0, null, 100, default)).Select(v => v.AsJson()));
            all.AddRange(await vues.ChangesAsync(soin, 0, 100, default));
        }

        foreach (var virement in await stored.ColumnAsync("SELECT DISTINCT virement FROM ligne ORDER BY 1"))
        {
            all.Add($"{await virements.TotalsAsync(virement, default)}");
            all.AddRange((await virements.LignesAsync(virement, 0, 100, default))
                .Select(l => $"{l.Stored.Ligne} {l.SoinId} {l.IsCurrent}"));
        }

        all.AddRange((await journal.ReadAsync(default, 10_000, null, default)).Select(e => e.AsFeedElement("c")));
        return all;
    }

    private static Task<long> CountAsync(StoredPayments stored, string sql) => stored.ScalarAsync<long>(sql);
}
