using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;
using Xunit;

namespace Reconciliation.Integration.Tests.ConsolePages;

/// <summary>One instance that serves the console too.</summary>
public sealed class SharedConsoleInstance : SharedInstance
{
    private protected override bool Console => true;
}

/// <summary>Actions at the console are recorded, counted and limited as by the API.</summary>
public sealed class ConsoleUseCaseTests(SharedConsoleInstance shared) : IClassFixture<SharedConsoleInstance>
{
    private const int Allowed = 302, Refused = 422;

    [SkippableFact]
    public async Task A_message_in_quarantine_that_is_opened_is_recorded_with_its_member()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("OUVERT").WithRaw("taux", "170"));
        using var console = await ConsoleSession.SignInAsync(instance, "claire");

        var (status, page) = await console.GetAsync($"/quarantaine/{id}");

        Assert.True(status == 200, page);
        Assert.Equal(1, await instance.CountAsync(
            "SELECT count(*) FROM acces WHERE action = 'lireQuarantaine' AND client = 'console' AND agent = "
                + "'claire' AND adherent_id = 'OUVERT'"));
    }

    [SkippableFact]
    public async Task A_replay_is_counted()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("REJEU").WithRaw("taux", "170"));
        using var console = await ConsoleSession.SignInAsync(instance, "claire");
        using var replays = new Measured(instance, "reconciliation.quarantaine.rejeux");

        var (status, page) = await console.PostAsync(
            $"/quarantaine/{id}",
            ("action", "texte"), ("version", "1"), ("motif", "Taux corrigé"),
            ("corps", PaymentRecords.Ro("REJEU").ToJsonString()));

        Assert.True(status == Allowed, page);
        Assert.Single(await instance.SoinsAsync("REJEU"));
        Assert.Equal(1, replays.Sum);
    }

    [SkippableTheory]
    [InlineData(Limites.MotifMax, true)]
    [InlineData(Limites.MotifMax + 1, false)]
    public async Task A_reason_has_the_same_limit_everywhere(int length, bool allowed)
    {
        var instance = await shared.StartAsync();
        var member = $"MOTIF-{length}";
        await instance.RoAsync(PaymentRecords.Ro(member));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire(member).With("montantRoDeclare", 20.00m));
        var soin = Assert.Single(await instance.SoinsAsync(member));
        var (id, version) = (soin.GetProperty("soinId").GetString()!, soin.GetProperty("version").GetInt32());
        var motif = new string('m', length);
        using var console = await ConsoleSession.SignInAsync(instance, "paul");
        await console.PostAsync("/motif", ("retour", $"/soins/{id}"), ("motif", "Appel"));

        // A note changes no view: the three may be taken on the same version.
        var byApi = await instance.PostAsAgentAsync(
            $"/v1/soins/{id}/decisions", JsonSerializer.Serialize(new { type = "annoter", motif }), $"\"{version}\"");
        var byForm = await console.PostAsync($"/soins/{id}/decisions", ("type", "Annoter"), ("version", $"{version}"), ("motif", motif));
        var byList =
            await console.PostAsync("/a-traiter/ecart", ("action", "Annoter"), ("soin", $"{id}:{version}"), ("motif", motif + "\n"));
        var quarantined = await instance.RefusedAsync(PaymentRecords.Ro(member, 2).WithRaw("taux", "170"));
        var setAside = await console.PostAsync($"/quarantaine/{quarantined}", ("action", "ecarter"), ("version", "1"), ("motif", motif));

        Assert.Equal(
            allowed ? (201, Allowed, Allowed, Allowed) : (Refused, Refused, Refused, Refused),
            (byApi.Status, byForm.Status, byList.Status, setAside.Status));
        var list = await console.GetAsync("/a-traiter/ecart");
        Assert.Contains($"maxlength=\"{Limites.MotifMax}\"", list.Page, StringComparison.Ordinal);

        // Whole: an access that is explained by a décision says all that the décision says.
        Assert.Equal(allowed ? 2 : 0, await instance.CountAsync(
            "SELECT count(*) FROM acces WHERE action = 'deciderSoin' AND adherent_id = $1 AND length(motif) = $2", member, length));
    }

    [SkippableFact]
    public async Task What_came_of_a_list_is_shown_again_and_recorded_again_however_often_the_page_is_read()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("REVU"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("REVU").With("montantRoDeclare", 20.00m));
        var soin = Assert.Single(await instance.SoinsAsync("REVU"));
        var row = $"{soin.GetProperty("soinId").GetString()}:{soin.GetProperty("version").GetInt32()}";
        using var console = await ConsoleSession.SignInAsync(instance, "revue");
        var (status, _) = await console.PostAsync("/a-traiter/ecart", ("action", "AccepterEcart"), ("soin", row), ("motif", "Vu."));
        Assert.Equal(Allowed, status);
        var location = console.Location!;
        Assert.DoesNotContain("REVU", location, StringComparison.Ordinal);

        for (var reading = 1; reading <= 2; reading++)
        {
            var before = await instance.CountAsync("SELECT coalesce(max(acces_id), 0) FROM acces");
            Assert.Contains("REVU", (await console.GetAsync(location)).Page, StringComparison.Ordinal);
            Assert.Equal(1, await instance.CountAsync(
                "SELECT count(*) FROM acces WHERE acces_id > $1 AND adherent_id = 'REVU' AND motif IS NOT NULL", before));
        }

        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM decision WHERE beneficiaire_id = 'REVU-02'"));
        Assert.DoesNotContain("REVU", (await console.GetAsync(location[..^8])).Page, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_row_that_a_colleague_has_is_refused_and_a_note_is_taken_whatever_the_version()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("PRIS"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("PRIS").With("montantRoDeclare", 20.00m));
        var soin = Assert.Single(await instance.SoinsAsync("PRIS"));
        var (id, version) = (soin.GetProperty("soinId").GetString()!, soin.GetProperty("version").GetInt32());
        using var zoe = await ConsoleSession.SignInAsync(instance, "zoe");
        await zoe.PostAsync($"/soins/{id}/prise-en-charge", ("action", "prendre"));
        using var yann = await ConsoleSession.SignInAsync(instance, "yann");

        await yann.PostAsync("/a-traiter/ecart", ("action", "AccepterEcart"), ("soin", $"{id}:{version}"), ("motif", "Vu."));
        var told = System.Net.WebUtility.HtmlDecode((await yann.GetAsync(yann.Location!)).Page);
        Assert.Contains("pris en charge par zoe", told, StringComparison.Ordinal);
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM decision WHERE beneficiaire_id = 'PRIS-02'"));

        var (status, _) = await yann.PostAsync(
            $"/soins/{id}/notes", ("version", $"{version - 1}"), ("motif", "La source a répondu"), ("rappel", "2026-12-01"));
        Assert.Equal(Allowed, status);
        var page = System.Net.WebUtility.HtmlDecode((await yann.GetAsync($"/soins/{id}")).Page);
        Assert.Contains("À rappeler le mardi 1er décembre 2026 : La source a répondu", page, StringComparison.Ordinal);
        Assert.Contains("zoe s’en occupe", page, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_reason_for_reading_keeps_its_own_limit()
    {
        var instance = await shared.StartAsync();
        var answer = await instance.AskAsync(
            HttpMethod.Get, "/v1/adherents/MOTIF/soins", TestInstance.Token(null, Scopes.Support), MotifAcces.HeaderName,
            new string('m', MotifAcces.MotifLengthMax + 1));
        Assert.Equal(400, answer.Status);
    }

    [Theory]
    [InlineData("""{"adherentId":"A1","ligne":{}}""", "A1")]
    [InlineData("""{"messageType":[],"message":{"adherentId":"A2"}}""", "A2")]
    [InlineData("""{"specversion":"1.0","data":{"adherentId":"A3"}}""", "A3")]
    [InlineData("""{"adherentId":""}""", null)]
    [InlineData("""{"adherentId":7}""", null)]
    [InlineData("""{"adherentId":"A\u0000"}""", "A")]
    [InlineData("""["A4"]""", null)]
    [InlineData("no JSON", null)]
    public void Whose_data_a_message_is_it_says_enveloped_or_not(string body, string? member) =>
        Assert.Equal(
            member is null ? Array.Empty<string>() : [member],
            Storage.MessageNames.Of(System.Text.Encoding.UTF8.GetBytes(body)).AdherentIds);
}
