using System.Text;
using System.Text.Json.Nodes;
using Reconciliation.Contracts;
using Reconciliation.Dev;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Quarantine;

/// <summary>A second person may confirm a release from quarantine that one person alone may not make.</summary>
public sealed class SecondPersonTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private static readonly string[] Both = [Scopes.Support, Scopes.Supervision];

    public static TheoryData<string, JsonNode> Others => new()
    {
        { "source", "autre-source" },
        { "ligne.organisme", "999" },
        { "ligne.decompte", "D-AUTRE" },
        { "ligne.ordre", 7 },
        { "adherentId", "AUTRE-MEMBRE" },
        { "beneficiaireId", "VICTIME-02" },
    };

    [SkippableTheory]
    [MemberData(nameof(Others))]
    public async Task A_correction_to_another_source_line_or_member_needs_a_second_person(string member, JsonNode value)
    {
        var instance = await shared.StartAsync();
        var subject = $"DEUX-{member.Replace('.', '-').ToUpperInvariant()}";
        var id = await instance.RefusedAsync(PaymentRecords.Ro(subject).WithRaw("taux", "170"));
        var body = QuarantineCalls.Corrected(PaymentRecords.Ro(subject).With(member, value.DeepClone()), "rectifié");
        (string Agent, string[] Scopes, int Status)[] attempts =
        [
            ("un", [Scopes.Support], 422), ("un", Both, 422), ("deux", [Scopes.Support], 422), ("trois", Both, 202), ("trois", Both, 412),
        ];
        foreach (var (agent, scopes, status) in attempts)
        {
            var answer = await ReplayAsync(instance, id, agent, scopes, body);
            Assert.True(answer.Status == status, $"{agent}: {answer.Text}");
            if (status == 422)
            {
                Assert.Equal([(member, Regle.AutreLigne)], answer.Json.Items("motifs").Select(m => (m.Text("membre")!, m.Text("regle")!)));
                Assert.Equal(0, await WrittenAsync(instance, id));
            }
        }

        Assert.Equal(1, await WrittenAsync(instance, id));
        foreach (var named in member == "adherentId" ? new[] { subject, "AUTRE-MEMBRE" } : [subject])
        {
            Assert.Equal(
                1,
                await instance.CountAsync(
                    "SELECT count(*) FROM acces WHERE action = 'rejouerQuarantaine' AND agent = 'trois' AND adherent_id = $1", named));
        }
    }

    [SkippableFact]
    public async Task A_team_leader_alone_confirms_nothing_and_no_other_content_than_the_one_proposed()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("SEULE").WithRaw("taux", "170"));
        var first = QuarantineCalls.Corrected(PaymentRecords.Ro("SEULE").With("adherentId", "VICTIME-A"));
        var second = QuarantineCalls.Corrected(PaymentRecords.Ro("SEULE").With("adherentId", "VICTIME-B"));
        Assert.Equal(422, (await ReplayAsync(instance, id, "cheffe", Both, first)).Status);
        Assert.Equal(422, (await ReplayAsync(instance, id, "cheffe", Both, first)).Status);
        Assert.Equal(422, (await ReplayAsync(instance, id, "agent", [Scopes.Support], second)).Status);
        var third = first.Replace("21", "2100", StringComparison.Ordinal);
        Assert.Equal(422, (await ReplayAsync(instance, id, "autre-cheffe", Both, third)).Status);
        Assert.Equal(0, await WrittenAsync(instance, id));
    }

    // An application comes for itself; a command's caller says who they are.
    [SkippableTheory]
    [InlineData("un", "outil", null, "outil")]
    [InlineData("un", "recon:deux", null, null)]
    [InlineData("un", "Recon:deux", null, null)]
    [InlineData("un", "UN", null, null)]
    [InlineData("un", "un ", null, null)]
    [InlineData("un", "u\u200bn", null, null)]
    [InlineData("un", "ｕn", null, null)]
    [InlineData("recon:un", "deux", null, null)]
    [InlineData("robot", "deux", "robot", null)]
    public async Task Two_different_persons_are_needed(string first, string second, string? firstClient, string? client)
    {
        var instance = await shared.StartAsync();
        var subject = $"PERSONNE-{first.Length}-{second.Length}-{(int)second[0]}-{(int)second[1]}";
        var id = await instance.RefusedAsync(PaymentRecords.Ro(subject).WithRaw("taux", "170"));
        var body = QuarantineCalls.Corrected(PaymentRecords.Ro(subject).With("adherentId", "VICTIME-P"), "rectifié");
        Assert.Equal(422, (await ReplayAsync(instance, id, first, [Scopes.Support], body, client: firstClient)).Status);
        Assert.Equal(422, (await ReplayAsync(instance, id, second, Both, body, client: client)).Status);
        Assert.Equal(0, await WrittenAsync(instance, id));

        Assert.Equal(202, (await ReplayAsync(instance, id, "une personne", Both, body, client: "console-de-la-caisse")).Status);
    }

    [SkippableTheory]
    [InlineData("adherentId", null)]
    [InlineData("beneficiaireId", null)]
    [InlineData("adherentId", "1 85 05 78 006 084 91")]
    [InlineData("beneficiaireId", "185057800608491")]
    public async Task A_person_whom_a_message_of_a_stated_line_does_not_state_is_filled_in_by_one(string member, string? stated)
    {
        var instance = await shared.StartAsync();
        var subject = $"SANS-{member.ToUpperInvariant()}-{stated?.Length}";
        var record = PaymentRecords.Ro(subject);
        var id = await instance.RefusedAsync((stated is null ? record.Without(member) : record.With(member, stated)).ToJsonString());

        var answer = await ReplayAsync(instance, id, "un", [Scopes.Support], QuarantineCalls.Corrected(PaymentRecords.Ro(subject)));

        Assert.True(answer.Status == 202, answer.Text);
        Assert.Equal(1, await WrittenAsync(instance, id));
    }

    [SkippableTheory]
    [InlineData("adherentId", "\"adherentId\":12345")]
    [InlineData("adherentId", "\"adherentId\":true")]
    [InlineData("adherentId", "\"adherentId\":[\"VOLE\"]")]
    [InlineData("adherentId", "\"adherentId\":{\"id\":\"VOLE\"}")]
    [InlineData("adherentId", "\"AdherentId\":\"VOLE\"")]
    [InlineData("adherentId", "\"ADHERENTID\":12345")]
    [InlineData("beneficiaireId", "\"beneficiaireId\":12345")]
    [InlineData("beneficiaireId", "\"BeneficiaireId\":\"VOLE-02\"")]
    public async Task However_a_message_states_a_person_another_one_needs_a_second_person(string member, string stated)
    {
        var instance = await shared.StartAsync();
        var subject = $"AUTREMENT-{stated.Length}-{stated.Count(char.IsUpper)}-{member.Length}";
        var record = PaymentRecords.Ro(subject).Without(member).ToJsonString();
        var id = await instance.RefusedAsync($"{{{stated},{record[1..]}");

        var answer = await ReplayAsync(instance, id, "un", [Scopes.Support], QuarantineCalls.Corrected(PaymentRecords.Ro(subject)));

        Assert.True(answer.Status == 422, answer.Text);
        Assert.Equal([(member, Regle.AutreLigne)], answer.Json.Items("motifs").Select(m => (m.Text("membre")!, m.Text("regle")!)));
        Assert.Equal(0, await WrittenAsync(instance, id));
    }

    [SkippableTheory]
    [InlineData("pas du JSON")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task What_names_no_line_is_corrected_by_two_only(string original)
    {
        var instance = await shared.StartAsync();
        var subject = $"RIEN-{original.Length}";
        var answer = await instance.PostRawAsync(
            "/v1/paiements/ro", Encoding.UTF8.GetBytes($"{{\"autre\":{original.Length}}}\n{original}"), "application/x-ndjson");
        Assert.Equal(422, answer.Status);
        var id = (long)(await instance.RowsAsync("SELECT max(quarantaine_id) FROM quarantaine"))[0][0]!;
        var version = (int)(await instance.RowsAsync("SELECT version FROM quarantaine WHERE quarantaine_id = $1", id))[0][0]!;
        var body = QuarantineCalls.Corrected(PaymentRecords.Ro(subject));
        Assert.Equal(422, (await ReplayAsync(instance, id, "un", [Scopes.Support], body, version)).Status);
        Assert.Equal(202, (await ReplayAsync(instance, id, "deux", Both, body, version)).Status);
    }

    [SkippableFact]
    public async Task The_last_word_on_a_line_is_nobody_s_alone()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("DERNIER").With("revision", Limites.RevisionDeSourceMax));
        foreach (var revision in new long[] { int.MaxValue, (long)int.MaxValue + 1, Limites.RevisionMax + 1 })
        {
            await instance.RefusedAsync(PaymentRecords.Ro("DERNIER").With("revision", revision).ToJsonString());
        }

        var id = await instance.RefusedAsync(
            PaymentRecords.Ro("DERNIER").With("revision", Limites.RevisionDeSourceMax + 1).With("montant", 20m).ToJsonString());
        Assert.Equal(422, (await ReplayAsync(instance, id, "un", [Scopes.Support], null)).Status);
        Assert.Equal(202, (await ReplayAsync(instance, id, "deux", Both, null)).Status);
        Assert.Equal(
            20m, Assert.Single(await instance.SoinsAsync("DERNIER")).GetProperty("partRo").GetProperty("montant").GetDecimal());
    }

    private static async Task<Answer> ReplayAsync(
        TestInstance instance, long id, string agent, string[] scopes, string? body, int version = 1, string? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/v1/quarantaine/{id}/rejouer", UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        var through = new Dictionary<string, object> { [TokenCommand.SignInTime] = 1_790_000_000 };
        if (client is not null)
        {
            through["client_id"] = client;
        }

        return await instance.SendAsync(request, TokenCommand.SignWith(TestInstance.Key, TimeProvider.System, agent, through, scopes));
    }

    // The number of lines that came out of a message.
    private static Task<long> WrittenAsync(TestInstance instance, long id) => instance.CountAsync(
        "SELECT count(*) FROM quarantaine WHERE quarantaine_id = $1 AND etat = 1", id);
}
