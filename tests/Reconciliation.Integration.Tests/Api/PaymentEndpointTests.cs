using System.Text;
using System.Text.Json.Nodes;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>Payments sent over HTTP: the shapes of a body, its limits, and the effect of sending twice.</summary>
public sealed class PaymentEndpointTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private const string ToRo = "/v1/paiements/ro";

    [SkippableTheory]
    [InlineData("un seul", "application/json")]
    [InlineData("un seul", "application/json; charset=utf-8")]
    [InlineData("un seul", "text/json")]
    [InlineData("un seul", null)]
    [InlineData("avec marque", "application/json")]
    [InlineData("tableau", "application/json")]
    [InlineData("lignes", "application/x-ndjson")]
    [InlineData("lignes", "application/ndjson")]
    [InlineData("lignes", "application/jsonl")]
    [InlineData("lignes", "application/json")]
    [InlineData("lignes et vides", "application/x-ndjson")]
    [InlineData("cloudevents", "application/cloudevents+json")]
    [InlineData("cloudevents", "application/json")]
    [InlineData("masstransit", "application/vnd.masstransit+json")]
    [InlineData("masstransit", "application/json")]
    public async Task Every_shape_of_body_becomes_a_view(string shape, string? type)
    {
        var instance = await shared.StartAsync();
        var adherent = $"FORME-{shape.Replace(' ', '-')}-{type?.Length ?? 0}";
        var un = PaymentRecords.Ro(adherent).ToJsonString();
        var both = PaymentRecords.Ro(adherent, 2).ToJsonString();
        var (body, count) = shape switch
        {
            "un seul" => (un, 1),
            "avec marque" => ('\uFEFF' + un, 1),
            "tableau" => ($"[{un},{both}]", 2),
            "lignes" => ($"{un}\n{both}", 2),
            "lignes et vides" => ($"\r\n{un}\r\n\r\n  \n{both}\r\n", 2),
            "cloudevents" => ($$"""{"specversion":"1.0","id":"1","source":"/ameli","type":"paiement","data":{{un}}}""", 1),
            _ => ($$"""{"messageId":"x","messageType":["urn:message:Ameli:PaiementRoEmis"],"message":{{un}}}""", 1),
        };

        var answer = await instance.PostRawAsync(ToRo, Encoding.UTF8.GetBytes(body), type);

        Assert.True(answer.Status == 202, answer.Text);
        Assert.Equal($$"""{"acceptes":{{count}},"rejetes":[]}""", answer.Text);
        Assert.Equal(count, (await instance.SoinsAsync(adherent)).Count);
    }

    [SkippableTheory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/octet-stream")]
    [InlineData("pas un type")]
    public async Task A_body_that_does_not_say_that_it_is_json_is_415(string type)
    {
        var instance = await shared.StartAsync();
        var answer = await instance.PostRawAsync(ToRo, Encoding.UTF8.GetBytes(PaymentRecords.Ro("TYPE").ToJsonString()), type);
        Assert.Equal("type-non-pris-en-charge", answer.Problem(415));
    }

    [SkippableTheory]
    [InlineData("", "application/json")]
    [InlineData("   \n ", "application/x-ndjson")]
    [InlineData("bonjour", "application/json")]
    [InlineData("<paiement/>", "application/x-ndjson")]
    [InlineData("{\"evenementId\":", "application/json")]
    [InlineData("{'evenementId':1}", "application/json")]
    public async Task A_body_that_is_not_json_is_400(string body, string type)
    {
        var instance = await shared.StartAsync();
        Assert.Equal("json-invalide", (await instance.PostRawAsync(ToRo, Encoding.UTF8.GetBytes(body), type)).Problem(400));
    }

    [SkippableTheory]
    [InlineData("[]", 0)]
    [InlineData("42", 1)]
    [InlineData("[null]", 1)]
    [InlineData("[[]]", 1)]
    [InlineData("{}", 1)]
    public async Task A_body_of_which_nothing_is_accepted_is_422_with_the_same_members(string body, int rejected)
    {
        var instance = await shared.StartAsync();
        var answer = await instance.PostRawAsync(ToRo, Encoding.UTF8.GetBytes(body));
        Assert.Equal("aucun-accepte", answer.Problem(422));
        Assert.Equal((0, rejected), (answer.Json.GetProperty("acceptes").GetInt32(), answer.Json.GetProperty("rejetes").GetArrayLength()));
    }

    [SkippableFact]
    public async Task Records_are_refused_one_by_one_and_their_neighbours_kept()
    {
        var instance = await shared.StartAsync();
        var lignes = string.Join(
            '\n', PaymentRecords.Ro("PARTIEL").ToJsonString(), "{pas du json", PaymentRecords.Ro("PARTIEL", 2).WithRaw("montant", "1.999"),
            "[]");

        var answer = await instance.PostRawAsync(ToRo, Encoding.UTF8.GetBytes(lignes), "application/x-ndjson");

        Assert.Equal((202, 1), (answer.Status, answer.Json.GetProperty("acceptes").GetInt32()));
        Assert.Equal(
            ["1  json", "2 montant deuxDecimales", "3  objet"],
            answer.Json.GetProperty("rejetes").EnumerateArray()
                .Select(r => $"{r.GetProperty("index")} {r.GetProperty("membre")} {r.GetProperty("regle")}"));
        Assert.All(answer.Json.GetProperty("rejetes").EnumerateArray(), r => Assert.NotEmpty(r.GetProperty("motif").GetString()!));
        Assert.Single(await instance.SoinsAsync("PARTIEL"));
    }

    [SkippableFact]
    public async Task A_record_stands_alone_whatever_its_neighbours_are()
    {
        var instance = await shared.StartAsync();
        string[] neighbours =
        [
            "{\"x\":\"\u00e9\"}", $"{{\"x\":{new string('[', 5_000)}{new string(']', 5_000)}}}", "{\"a\":1,}", "{\"a\":\"\\ud800\"}",
            "{\"\\ud800\":1}",
            "{\"a\":\u0000}", "{\"a\":1,\"a\":2}", "truc", "\"],[\"", "{\"a\":\"\\\"]\"}",
        ];
        for (var i = 0; i < neighbours.Length; i++)
        {
            var adherent = $"SEUL-{i}";
            var (one, two) = (
                PaymentRecords.Ro(adherent).ToJsonString(),
                PaymentRecords.Ro(adherent, 2).WithRaw("x", new string('[', 63) + new string(']', 63)));
            foreach (var (body, type) in new[] { ($"[{one},{neighbours[i]},{two}]", "application/json"), (
                $"{one}\n{neighbours[i]}\n{two}", "application/x-ndjson") })
            {
                var answer = await instance.PostRawAsync(ToRo, Encoding.Latin1.GetBytes(body), type);
                Assert.True(answer.Status == 202, $"{i} {answer.Text}");
                Assert.Equal(2, answer.Json.GetProperty("acceptes").GetInt32());
                Assert.Equal([1], answer.Json.GetProperty("rejetes").EnumerateArray().Select(r => r.GetProperty("index").GetInt32()));
            }
        }
    }

    [SkippableTheory]
    [InlineData("[1,2")]
    [InlineData("[{}] {}")]
    [InlineData("[{},]")]
    [InlineData("[,{}]")]
    [InlineData("[{} {}]")]
    public async Task A_body_that_begins_an_array_is_an_array_or_nothing(string body)
    {
        var instance = await shared.StartAsync();
        Assert.Equal("json-invalide", (await instance.PostRawAsync(ToRo, Encoding.UTF8.GetBytes(body))).Problem(400));
    }

    [SkippableTheory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_body_is_415(string encoding)
    {
        var instance = await shared.StartAsync();
        using var client = instance.Client(Scopes.Producer);
        using var content =
            new ByteArrayContent([0x1f, 0x8b, 8]) { Headers = { ContentType = new("application/json"), ContentEncoding = { encoding } } };
        using var answer = await client.PostAsync(new Uri(ToRo, UriKind.Relative), content);
        Assert.Equal(415, (int)answer.StatusCode);
        Assert.Equal("identity", answer.Headers.GetValues("Accept-Encoding").Single());
    }

    [SkippableFact]
    public async Task Every_identifier_that_is_accepted_can_be_addressed_and_no_other_answers()
    {
        var instance = await shared.StartAsync();
        string[] identifiers =
        [
            "A/1", "A%2F1", "A%252F1", "a/../b", "a+b", "50%", "%", "a b", "é~œ", "?x=1", "#a", "a;b", "a&b", "...", "a\\b", "'\"<>",
            "[a]", "{a}", "A//B", "%00", "🗝", "/",
        ];
        using var client = instance.Client(Scopes.Espace, Scopes.Support);
        for (var i = 0; i < identifiers.Length; i++)
        {
            var id = identifiers[i];
            var ro = PaymentRecords.Ro($"ADR-{i}").With("adherentId", id).With("beneficiaireId", $"ADR-{i}").With("virement", id);
            Assert.Equal(202, (await instance.PostRawAsync(ToRo, Encoding.UTF8.GetBytes(ro.ToJsonString()))).Status);
        }

        foreach (var id in identifiers)
        {
            foreach (var path in new[] { $"/v1/adherents/{Uri.EscapeDataString(id)}/soins", $"/v1/virements/{Uri.EscapeDataString(id)}" })
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
                var text = await answer.Content.ReadAsStringAsync();
                Assert.True((int)answer.StatusCode == 200, $"{id} {path} {text}");
                var found = Assert.Single(System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("elements").EnumerateArray());
                Assert.Equal(id, found.GetProperty("adherentId").GetString());
            }
        }
    }

    [SkippableFact]
    public async Task A_payment_sent_again_counts_once_and_changes_nothing()
    {
        var instance = await shared.StartAsync();
        var ro = PaymentRecords.Ro("ENCORE");
        await instance.RoAsync(ro, ro.DeepClone(), ro.DeepClone().AsObject().With("evenementId", "un-autre"));
        var before = Assert.Single(await instance.SoinsAsync("ENCORE")).GetRawText();

        await instance.RoAsync(ro);
        await instance.RoAsync(ro.With("evenementId", "encore-un-autre").With("montant", JsonNode.Parse("21.0")).With("inconnu", "ignoré"));

        Assert.Equal(before, Assert.Single(await instance.SoinsAsync("ENCORE")).GetRawText());
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM ligne WHERE adherent_id = 'ENCORE'"));
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM journal WHERE beneficiaire_id = 'ENCORE-02'"));
    }

    [SkippableFact]
    public async Task Two_identical_lines_of_one_statement_are_two_payments()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("JUMELLES"), PaymentRecords.Ro("JUMELLES", 2));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("JUMELLES"), PaymentRecords.Complementaire("JUMELLES", 2));
        var situations = (await instance.SoinsAsync("JUMELLES")).Select(v => v.GetProperty("situation").GetString());
        Assert.Equal(["complet", "complet"], situations);
    }
}
