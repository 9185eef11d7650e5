using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>The way to every page of the console, by its name.</summary>
internal static class Tour
{
    private static readonly Dictionary<string, Func<Visit, DemoInstance, Task>> Ways = new()
    {
        ["connexion"] = async (v, _) => await v.Page.GotoAsync("/connexion"),
        ["accueil"] = (v, _) => v.EnterAsync(),
        ["introuvable"] = async (v, _) =>
        {
            v.Expected.Add("404");
            await v.EnterAsync(to: "/nulle-part");
        },

        // The visit of an agent who never gives a reason.
        ["motif"] = async (v, d) => await v.EnterAsync("muette", to: await MemberAsync(v, d, "En retard")),
        ["sans-resultat"] = async (v, _) =>
        {
            await v.EnterAsync();
            await v.SearchAsync("rien-de-tel");
        },
        ["adherent"] = async (v, d) => await v.EnterAsync(to: await MemberAsync(v, d, "Complet : l'assurance maladie d'abord")),
        ["soin-complet"] = (v, d) => SoinAsync(v, d, "Complet : l'assurance maladie d'abord"),
        ["soin-attendu"] = (v, d) => SoinAsync(v, d, "En attente de la complémentaire"),
        ["soin-en-retard"] = (v, d) => SoinAsync(v, d, "En retard"),
        ["soin-en-ecart"] = (v, d) => SoinAsync(v, d, "Écart"),
        ["virement"] = async (v, d) => await v.EnterAsync(to: await d.AddressAsync("virement", () => v.LookAsync(async o =>
        {
            await o.EnterAsync(to: await MemberAsync(v, d, "Complet : l'assurance maladie d'abord"));
            await o.SearchAsync((await o.Page.Locator(".virement summary .note").First.InnerTextAsync()).Trim());
            await o.Page.GetByRole(AriaRole.Button, new() { Name = "Virement" }).First.ClickAsync();
            await o.GiveReasonAsync();
            await Assertions.Expect(o.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Virement");
        }))),
        ["a-traiter"] = (v, _) => ListAsync(v, "en-retard"),
        ["ecart"] = (v, _) => ListAsync(v, "ecart"),
        ["a-rapprocher"] = (v, _) => ListAsync(v, "a-rapprocher"),
        ["conteste"] = (v, _) => ListAsync(v, "conteste"),
        ["quarantaine"] = (v, _) => ListAsync(v, "quarantaine"),
        ["message"] = async (v, d) =>
        {
            await (await d.StartAsync()).RoAsync(PaymentRecords.Ro("A-connu"));
            await v.EnterAsync(to: await RefusedAsync(d, "message", PaymentRecords.Ro("A-connu").With("revision", 2).With("montant", 20.5m)
                .With("destinataire", "personne").With("inconnu", new JsonObject { ["valeur"] = 1.5m }).ToJsonString()));
        },
        ["message-illisible"] = async (v, d) => await v.EnterAsync(
            to: await RefusedAsync(d, "message-illisible", $"{{\"autre\":1}}\npas du JSON {new string('x', 300)}")),
        ["accessibilite"] = async (v, _) => await v.Page.GotoAsync("/accessibilite"),

        // Identifiers of 64 characters without a place to break at.
        ["identifiants-longs"] = async (v, d) => await v.EnterAsync(to: await LongAsync(v, d)),
        ["message-long"] = async (v, d) =>
        {
            await (await d.StartAsync()).RoAsync(Long());
            await v.EnterAsync(to: await RefusedAsync(d, "message-long", Long().With("revision", 2).With("adherentId", Of('Z'))
                .With("destinataire", Of('D')).ToJsonString()));
        },
        ["vue-d-ensemble"] = (v, _) => v.EnterAsync("chef", leader: true, to: "/vue-d-ensemble"),
    };

    public static IReadOnlyCollection<string> Pages => Ways.Keys;

    public static Task GoAsync(Visit visit, DemoInstance demo, string name) => Ways[name](visit, demo);

    /// <summary>Keeps a picture of the page, where RECONCILIATION_SCREENSHOTS names a folder.</summary>
    public static async Task PhotographAsync(Visit visit, string name)
    {
        if (Environment.GetEnvironmentVariable("RECONCILIATION_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }

    private static Task<string> MemberAsync(Visit visit, DemoInstance demo, string title) =>
        demo.AddressAsync(title, () => visit.LookAsync(async other =>
    {
        await other.EnterAsync();
        await other.SearchAsync(DemoInstance.Member(title));
    }));

    private static async Task SoinAsync(Visit visit, DemoInstance demo, string title)
    {
        var member = await MemberAsync(visit, demo, title);
        await visit.EnterAsync(to: await demo.AddressAsync("soin/" + title, () => visit.LookAsync(async other =>
        {
            await other.EnterAsync(to: member);
            await other.Page.Locator("table.soins a").First.ClickAsync();
            await other.Page.Locator("#message").WaitForAsync();
        })));
    }

    private static Task<string> RefusedAsync(DemoInstance demo, string name, string body) => demo.AddressAsync(name, async () =>
    {
        var instance = await demo.StartAsync();
        var answer = await instance.PostRawAsync("/v1/paiements/ro", Encoding.UTF8.GetBytes(body), "application/x-ndjson");
        Assert.True(answer.Status == 422, answer.Text);
        var id = await instance.CountAsync("SELECT max(quarantaine_id) FROM quarantaine");
        return string.Create(CultureInfo.InvariantCulture, $"/quarantaine/{id}");
    });

    private static Task<string> LongAsync(Visit visit, DemoInstance demo) => demo.AddressAsync("long", async () =>
    {
        var instance = await demo.StartAsync();
        await instance.RoAsync(Long());
        return await visit.LookAsync(async other =>
        {
            await other.EnterAsync();
            await other.SearchAsync(Of('A'));
            await other.Page.Locator("#message").WaitForAsync();
        });
    });

    private static JsonObject Long() => PaymentRecords.Ro(Of('A')).With("beneficiaireId", Of('B')).With("ligne.organisme", Of('O'))
        .With("ligne.decompte", Of('D')).With("source", Of('S')).With("professionnelId", Of('P')).With("codeActe", Of('C'))
        .With("virement", Of('V')).With("libelle", new string('l', 200)).With("evenementId", Of('E')).With("referenceSoin", Of('R'));

    private static string Of(char sign) => new(sign, 64);

    private static Task ListAsync(Visit visit, string list) => visit.EnterAsync(to: "/a-traiter/" + list);
}
