using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>The laws of every use case that reads, whichever edge calls it.</summary>
public sealed class ReadingTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task Each_answer_to_an_agent_is_an_access_under_the_name_of_its_call_and_a_refusal_is_none()
    {
        var instance = await shared.StartAsync();
        var soin = await SoinAsync(instance, "UNE-A");
        var endpoints = instance.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal));
        var answered = new List<string>();
        foreach (var endpoint in endpoints)
        {
            var name = endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName;
            foreach (var method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Where(
                m => m is "GET" or "HEAD"))
            {
                foreach (var etag in new[] { null, "*" })
                {
                    var before = await AccessesAsync(instance);
                    var answer = await instance.AskAsync(
                        new(method), Path(endpoint, soin), TestInstance.Token(null, Scopes.Support, Scopes.Supervision), "If-None-Match",
                        etag);
                    var written = (await AccessesAsync(instance))[before.Count..];
                    Assert.True(answer.Status < 400 ? written.Count > 0 : written.Count == 0, $"{name}: {answer.Status}");
                    Assert.True(written.Count <= 1 || name == "listerAcces", $"{name}: {written.Count} rows");
                    Assert.All(written, a => Assert.Equal($"essai {name}", a));
                    answered.AddRange(written.Count > 0 ? [$"{method} {name} {answer.Status}"] : []);
                }
            }
        }

        Assert.Superset(
            new HashSet<string>
            {
                "GET lireSoin 200", "GET lireSoin 304", "HEAD lireSoin 200", "GET listerSoins 200", "HEAD listerSoins 304",
                "GET lireSynthese 200", "GET lireSoinFhir 200", "HEAD lireSoinFhir 304",
                "GET lireJournal 200", "GET lireLignes 200", "GET lireVirement 200", "GET rechercher 200",
                "GET listerAcces 200",
            },
            answered.ToHashSet());
    }

    [SkippableFact]
    public async Task Who_may_read_one_member_has_nothing_of_another_whichever_use_case_is_called()
    {
        var instance = await shared.StartAsync();
        var soin = await SoinAsync(instance, "UNE-B");
        var caller = new Caller { Name = "app", OnlyAdherents = ["UNE-C"], Disclosures = new() };
        var before = (await AccessesAsync(instance)).Count;
        T Use<T>()
            where T : notnull => instance.Services.GetRequiredService<T>();
        var all = new SoinQuery("UNE-B", null, null, [], null, 10);

        Assert.Equal(
            Enumerable.Repeat(DisclosureOutcome.Forbidden, 9),
            [
                (await Use<ReadSoin>().ReadAsync(caller, soin, null, default)).Outcome,
                (await Use<ReadSoinFhir>().ReadAsync(caller, soin, null, default)).Outcome,
                (await Use<ListSoins>().ListAsync(caller, all, default)).Outcome,
                (await Use<ReadLignes>().ReadAsync(caller, soin, default)).Outcome,
                (await Use<ReadVirement>().ReadAsync(caller, "VRO-UNE-B", null, 10, default)).Outcome,
                (await Use<SearchSoins>().SearchAsync(caller, Use<SearchSoins>().ReadTerms("UNE-B")!, null, 10, default)).Outcome,
                (await Use<ReadAccessLog>().ReadAsync(caller, new("UNE-C", null, null, null, null, 10), default)).Outcome,
                (await Use<ReadSoinSheet>().ReadAsync(caller, soin, null, default)).Outcome,
                (await Use<ReadAdherentSheet>().ReadAsync(caller, all, default)).Outcome,
            ]);
        Assert.Equal(DisclosureOutcome.Unknown, (await Use<ReadSoinHistory>().ReadAsync(caller, soin, null, 10, default)).Outcome);
        Assert.Equal(DisclosureOutcome.Forbidden, (await Use<ReadSoinHistory>().ReadAsync(caller, soin, 99, 10, default)).Outcome);
        Assert.Empty((await Use<ReadFeed>().ReadAsync(caller, null, 10, default)).Given.Value!.Elements);
        Assert.Empty((await (await Use<ReadFeed>().OpenAsync(caller, null, default)).Given.Value!.NextAsync(10, default)).Entries);
        Assert.Equal(before, (await AccessesAsync(instance)).Count);
    }

    [SkippableFact]
    public async Task Who_has_to_say_why_gets_nothing_until_they_have_and_is_recorded_with_it_from_then_on()
    {
        var instance = await shared.StartAsync();
        var soin = await SoinAsync(instance, "UNE-D");
        var caller = new Caller { Name = "LUC", IsAgent = true, MustGiveMotif = true, Disclosures = new() };
        var (sheets, motifs) = (instance.Services.GetRequiredService<ReadSoinSheet>(), instance.Services.GetRequiredService<GiveMotif>());

        Assert.Equal(DisclosureOutcome.MotifMissing, (await sheets.ReadAsync(caller, soin, null, default)).Outcome);
        Assert.Equal(GiveMotifOutcome.Invalid, await motifs.GiveAsync(caller, new MotifSubject.OfSoin(soin), "185057800608491", default));
        Assert.Equal(GiveMotifOutcome.Unknown, await motifs.GiveAsync(caller, new MotifSubject.OfSoin(Guid.Empty), "Appel", default));
        var records = instance.Services.GetRequiredService<RecordAccesses>();
        await records.SettleAsync(caller.Disclosures);
        Assert.Empty(await instance.RowsAsync("SELECT action FROM acces WHERE agent = 'LUC'"));

        Assert.Equal(GiveMotifOutcome.Given, await motifs.GiveAsync(caller, new MotifSubject.OfVirement("VRO-UNE-D"), "Appel", default));
        await records.SettleAsync(caller.Disclosures);
        Assert.NotNull((await sheets.ReadAsync(caller, soin, null, default)).Value);
        await records.SettleAsync(caller.Disclosures);
        Assert.Equal(
            ["donnerMotif UNE-D  Appel", $"lireSoin UNE-D {soin} Appel"],
            (await instance.RowsAsync("SELECT action, adherent_id, soin_id, motif FROM acces WHERE agent = 'LUC' ORDER BY acces_id"))
                .Select(r => $"{r[0]} {r[1]} {r[2]} {r[3]}"));
    }

    [SkippableFact]
    public async Task No_use_case_reads_a_list_without_its_limit()
    {
        var soins = (await shared.StartAsync()).Services.GetRequiredService<ListSoins>();
        foreach (var limit in new[] { 0, -1, Limites.PageMax + 1 })
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
                () => soins.ListAsync(new() { Name = "app", Disclosures = new() }, new("UNE-E", null, null, [], null, limit), default));
        }
    }

    private static async Task<Guid> SoinAsync(TestInstance instance, string adherent)
    {
        await instance.RoAsync(PaymentRecords.Ro(adherent));
        return Assert.Single(await instance.SoinsAsync(adherent)).GetProperty("soinId").GetGuid();
    }

    private static string Path(RouteEndpoint endpoint, Guid soin)
    {
        var path = endpoint.RoutePattern.RawText!
            .Replace("{adherentId}", "UNE-A", StringComparison.Ordinal)
            .Replace("{virement}", "VRO-UNE-A", StringComparison.Ordinal)
            .Replace("{soinId:guid}", soin.ToString(), StringComparison.Ordinal)
            .Replace("{quarantaineId:long}", "1", StringComparison.Ordinal);
        return path == "/v1/recherche" ? $"{path}?q=UNE-A" : path;
    }

    private static async Task<List<string>> AccessesAsync(TestInstance instance) =>
        [.. (await instance.RowsAsync("SELECT agent, action FROM acces ORDER BY acces_id")).Select(r => $"{r[0]} {r[1]}")];
}
