using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>Brings soins about for the tests of décisions, decides on them and reads the results.</summary>
internal static class Deciding
{
    internal static async Task<JsonElement> InEcartAsync(TestInstance instance, string adherent)
    {
        await instance.RoAsync(PaymentRecords.Ro(adherent));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire(adherent).With("montantRoDeclare", 20.00m));
        return Assert.Single(await instance.SoinsAsync(adherent));
    }

    internal static async Task<JsonElement> CompleteSoinAsync(TestInstance instance, string adherent)
    {
        await instance.RoAsync(PaymentRecords.Ro(adherent));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire(adherent));
        return Assert.Single(await instance.SoinsAsync(adherent));
    }

    internal static Task<Answer> DecideAsync(
        TestInstance instance, JsonElement vue, string body, string next = "", string agent = "essai") =>
        SendAsync(instance, Id(vue) + "/decisions" + next, body, $"\"{vue.GetProperty("version").GetInt32()}\"", agent);

    internal static async Task<Answer> SendAsync(
        TestInstance instance, string path, string body, string? ifMatch, string agent = "essai", string scope = Scopes.Support,
        string type = "application/json")
    {
        path = path.Contains("/decisions", StringComparison.Ordinal) ? path : path + "/decisions";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/v1/soins/{path}", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, type),
        };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await instance.SendAsync(request, Dev.TokenCommand.Sign(TestInstance.Key, TimeProvider.System, agent, null, scope));
    }

    internal static string Lignes(string type, string adherent) => Corps(type, [Ligne(adherent, 1), LigneComplementaire(adherent)]);

    internal static string Corps(string type, JsonNode[] lignes) =>
        new JsonObject { ["type"] = type, ["motif"] = "Vu au téléphone.", ["lignes"] = new JsonArray(lignes) }.ToJsonString();

    internal static JsonObject Ligne(string adherent, int ordre) => Targeted("ro", PaymentRecords.Ro(adherent, ordre));

    internal static JsonObject LigneComplementaire(string adherent) => Targeted("complementaire", PaymentRecords.Complementaire(adherent));

    internal static JsonObject Targeted(string part, JsonObject paiement) =>
        new JsonObject { ["part"] = part, ["source"] = paiement["source"]!.DeepClone(), ["ligne"] = paiement["ligne"]!.DeepClone() };

    internal static string Id(JsonElement vue) => vue.GetProperty("soinId").GetString()!;

    internal static string? Situation(JsonElement vue) => vue.GetProperty("situation").GetString();

    internal static string WithoutInstants(JsonElement response)
    {
        var subject = JsonNode.Parse(response.GetRawText())!.AsObject();
        subject.Remove("apercu");
        subject.Remove("misAJourLe");
        foreach (var other in subject["autresSoins"]!.AsArray())
        {
            other!.AsObject().Remove("misAJourLe");
        }

        return subject.ToJsonString();
    }
}
