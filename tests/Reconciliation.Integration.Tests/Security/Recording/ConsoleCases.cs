using System.Text.RegularExpressions;
using Reconciliation.Integration.Tests.Hosts;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>Each page and form of the console.</summary>
internal static partial class ConsoleCases
{
    private const string None = "00000000-0000-8000-8000-000000000000";

    /// <summary>The calls that begin and end a session, and streams without data: tried in a session of their own.</summary>
    public static async Task<List<(string Call, int Status)>> OfSessionsAsync(TestInstance instance, RecordedMembers m)
    {
        using var session = await ConsoleSession.SignInAsync(instance, "passage");
        var member = await AddressAsync(session, "ENR-A", "/adherents/");
        var tried = new List<(string, int)>();
        foreach (var (call, path) in new[]
        {
            ("GET /soins/{soinId:guid}/direct", $"/soins/{RecordedMembers.Id(m.A)}/direct?version=1"),
            ("GET /adherents/{jeton}/direct", $"{member}/direct?depuis=2025-01-01T00:00:00Z"),
            ("GET /adherents/{jeton}/direct", "/adherents/aucun/direct?depuis=2025-01-01T00:00:00Z"),
        })
        {
            using var stream = await session.StreamAsync(path);
            tried.Add((call, (int)stream.StatusCode));
        }

        await session.GetAsync("/");
        tried.Add(("POST /deconnexion", (await session.PostAsync("/deconnexion")).Status));
        await session.GetAsync("/connexion");
        tried.Add(("POST /connexion", (await session.PostAsync("/connexion", ("nom", ""), ("retour", "/"))).Status));
        tried.Add(("POST /connexion", (await session.PostAsync("/connexion", ("nom", "passage"), ("retour", "/"))).Status));
        return tried;
    }

    public static async Task<List<ConsoleCase>> OfAsync(RecordedMembers m, ConsoleSession session)
    {
        var member = await AddressAsync(session, "ENR-A", "/adherents/");
        var transfer = await AddressAsync(session, RecordedMembers.Transfer, "/virements/");
        await session.PostAsync("/recherche", ("q", "ENR-A ENFANT-ENR"));
        return
        [
            .. Pages(m, member, transfer), .. Forms(m), .. Lists(m), .. Quarantine(m, await VersionAsync(session, m.Messages[3])),
            new("POST /recherche", "/recherche", 302) { Fields = [("q", "12/10/2025")] },
            new("POST /recherche", "/recherche", 302) { Fields = [("q", "ENR-A")] },
            new("POST /recherche", "/recherche", 302) { Fields = [("q", "")] },
            new("POST /recherche", "/recherche", 302) { Fields = [("q", "ENR-A 01/02/2020")] },
            new("POST /recherche", "/recherche", 422) { Fields = [("q", "1 85 05 78 006 084 91")] },
            new("POST /recherche/suggestions", "/recherche/suggestions", 200) { Fields = [("q", "11/10/2025")] },
            new("GET /recherche/{jeton}", await SearchAsync(session, RecordedMembers.Transfer), 200),
            new("GET /recherche/{jeton}", "/recherche/aucun", 404),
            new("POST /motif", "/motif", 302) { Fields = [("retour", $"/soins/{RecordedMembers.Id(m.Replaced)}"), ("motif", "Appel")] },
            new("POST /motif", "/motif", 422) { Fields = [("retour", $"/soins/{RecordedMembers.Id(m.A)}"), ("motif", "")] },
            new("POST /motif", "/motif", 404) { Fields = [("retour", "/nulle-part"), ("motif", "Appel")] },
            new("POST /recherche", "/recherche", 302) { Fields = [("q", "ENR-A"), ("motif", "Appel")] },
            new("POST /recherche", "/recherche", 302)
            {
                Fields = [("q", ""), ("ouvrir", $"/soins/{RecordedMembers.Id(m.A)}"), ("motif", "Appel")],
            },
        ];
    }

    private static IEnumerable<ConsoleCase> Pages(RecordedMembers m, string member, string transfer) =>
    [
        new("GET /", "/", 200), new("GET /connexion", "/connexion", 200), new("GET /connexion/echec", "/connexion/echec", 401),
        new("GET /au-revoir", "/au-revoir", 200), new("GET /accessibilite", "/accessibilite", 200),
        new("GET /interdit", "/interdit", 403), new("POST /session", "/session", 204),
        new("GET /adherents/{jeton}", member, 200), new("GET /adherents/{jeton}", "/adherents/aucun", 404),
        new("GET /soins/{soinId:guid}", $"/soins/{RecordedMembers.Id(m.A)}", 200),
        new("GET /soins/{soinId:guid}", $"/soins/{RecordedMembers.Id(m.A)}?le=2030-01-01T00:00", 200),
        new("GET /soins/{soinId:guid}", $"/soins/{RecordedMembers.Id(m.Replaced)}", 200, 302),
        new("GET /soins/{soinId:guid}", $"/soins/{None}", 404),
        new("GET /virements/{jeton}", transfer, 200), new("GET /virements/{jeton}", "/virements/aucun", 404),
        new("GET /vue-d-ensemble/", "/vue-d-ensemble", 302, 200),
        new("GET /vue-d-ensemble/{id}.csv", "/vue-d-ensemble/aucune.csv", 302, 404),
        new("GET /vue-d-ensemble/{id}.csv", "/vue-d-ensemble/situations.csv", 302, 200),
    ];

    private static IEnumerable<ConsoleCase> Forms(RecordedMembers m)
    {
        (string, string)[] Form(string type, string version, string motif, params string[] lignes) =>
            [("type", type), ("version", version), ("motif", motif), .. lignes.Select(l => ("ligne", l))];
        foreach (var verb in new[] { "apercu", "decisions" })
        {
            ConsoleCase To(string id, (string, string)[] fields, params int[] statuses) =>
                new($"POST /soins/{{soinId:guid}}/{verb}", $"/soins/{id}/{verb}", statuses) { Fields = fields };
            var (a, seen) = (RecordedMembers.Id(m.A), RecordedMembers.Tag(m.A));
            yield return To(a, Form("Annoter", seen, $"Vu {verb}."), verb == "apercu" ? 200 : 302);
            yield return To(a, Form("Annoter", "77", $"Tard {verb}."), 412);
            yield return To(a, Form("Lier", seen, "", "1", "2"), 422);
            yield return To(a, Form("Annoter", seen, ""), 422);
            yield return To(a, Form("Annoter", "77", ""), 422, 412);
            yield return To(a, [("type", "Rien")], 400);
            yield return To(None, Form("Annoter", "1", "Vu."), 404);
            yield return To(a, Form("AccepterEcart", seen, "Sans objet."), 422);
        }

        foreach (var form in FollowUp(RecordedMembers.Id(m.A), RecordedMembers.Tag(m.A)))
        {
            yield return form;
        }
    }

    private static IEnumerable<ConsoleCase> FollowUp(string soin, string seen)
    {
        const string Notes = "POST /soins/{soinId:guid}/notes", Assign = "POST /soins/{soinId:guid}/prise-en-charge";
        ConsoleCase To(string call, string id, (string, string)[] fields, params int[] statuses) =>
            new(call, $"/soins/{id}{call[call.LastIndexOf('/')..]}", statuses) { Fields = fields };
        yield return To(Notes, soin, [("version", seen), ("motif", "Vu."), ("rappel", "2030-01-02")], 302);
        yield return To(Notes, soin, [("version", "1"), ("motif", "Vu tard.")], 302);
        yield return To(Notes, soin, [("version", seen), ("motif", "")], 422);
        yield return To(Notes, soin, [("motif", "Vu.")], 400);
        yield return To(Notes, None, [("version", "1"), ("motif", "Vu.")], 404);
        yield return To(Assign, soin, [("action", "prendre")], 302);
        yield return To(Assign, soin, [("action", "rendre")], 302);
        yield return To(Assign, soin, [("action", "rien")], 400);
        yield return To(Assign, None, [("action", "prendre")], 404);
        yield return To(Assign, None, [("action", "rendre")], 404);
    }

    private static IEnumerable<ConsoleCase> Lists(RecordedMembers m)
    {
        const string Post = "POST /a-traiter/{nom}";
        var row = $"{RecordedMembers.Id(m.E)}:{RecordedMembers.Tag(m.E)}";
        var rowOfA = $"{RecordedMembers.Id(m.A)}:{RecordedMembers.Tag(m.A)}";
        yield return new("GET /a-traiter", "/a-traiter", 302);
        yield return new("GET /a-traiter/{nom}", "/a-traiter/ecart", 200);
        yield return new("GET /a-traiter/{nom}", "/a-traiter/aucune", 404);
        yield return new(Post, "/a-traiter/aucune", 404);
        foreach (var action in new[] { "prendre", "rendre", "Annoter", "inconnue" })
        {
            yield return new(Post, "/a-traiter/ecart", 302)
            {
                Fields = [("action", action), ("motif", "Vu en liste."), ("soin", row), ("soin", rowOfA), ("soin", $"{None}:1")],
            };
        }

        yield return new(Post, "/a-traiter/ecart", 302)
        {
            Fields = [("action", "Annoter"), ("motif", "Vu en liste."), ("soin", $"{RecordedMembers.Id(m.Replaced)}:77")],
        };
        foreach (var form in HandingOver(row))
        {
            yield return form;
        }

        foreach (var way in new[] { "suivant", "precedent" })
        {
            yield return new($"GET /a-traiter/{{nom}}/{way}", $"/a-traiter/ecart/{way}", 302);
            yield return new($"GET /a-traiter/{{nom}}/{way}", $"/a-traiter/aucune/{way}", 404);
        }

        const string Export = "POST /a-traiter/{nom}/export";
        yield return new(Export, "/a-traiter/ecart/export?tri=enjeu", 200) { Fields = [("motif", "Point du mois")] };
        yield return new(Export, "/a-traiter/ecart/export", 422) { Fields = [("motif", "")] };
        yield return new(Export, "/a-traiter/aucune/export", 404) { Fields = [("motif", "Point du mois")] };
        yield return new(Post, "/a-traiter/ecart", 422) { Fields = [("action", "Annoter"), ("motif", ""), ("soin", row)] };
        yield return new(Post, "/a-traiter/ecart", 422) { Fields = [("action", "Annoter"), ("motif", "Vu.")] };
    }

    // An agent may not; a team leader may, to somebody who is known.
    private static IEnumerable<ConsoleCase> HandingOver(string row)
    {
        const string Post = "POST /a-traiter/{nom}";
        yield return new(Post, "/a-traiter/ecart", 422, 302)
        {
            Fields = [("action", "confier"), ("collegue", "sans-motif"), ("reprendre", "1"), ("soin", row)],
        };
        yield return new(Post, "/a-traiter/ecart", 422) { Fields = [("action", "confier"), ("collegue", "inconnu"), ("soin", row)] };
    }

    private static IEnumerable<ConsoleCase> Quarantine(RecordedMembers m, string seen)
    {
        const string List = "/a-traiter/quarantaine", One = "POST /quarantaine/{id:long}";
        yield return new("GET " + List, List, 200);
        foreach (var action in new[] { "rejouer", "ecarter", "prendre", "rendre" })
        {
            yield return new("POST " + List, List, 302)
            {
                Fields = [("action", action), ("motif", "Vu."), .. m.Messages.Select(id => ("message", $"{id}:77"))],
            };
        }

        yield return new("POST " + List, List, 422) { Fields = [("action", "rejouer"), ("motif", ""), ("message", "1:1")] };
        foreach (var id in m.Messages)
        {
            yield return new("GET /quarantaine/{id:long}", $"/quarantaine/{id}", 200);
            yield return new("GET /quarantaine/{id:long}", $"/quarantaine/{id}?proposition=0", 200);
            foreach (var (action, motif) in new[]
            {
                ("rejouer", "Vu."), ("ecarter", "Vu."), ("rejouer", ""), ("inconnue", "Vu."), ("corriger", "Vu."), ("texte", "Vu."),
            })
            {
                yield return new(One, $"/quarantaine/{id}", 422)
                {
                    Fields =
                    [
                        ("action", action), ("motif", motif), ("version", "77"),
                        action == "corriger" ? ("champ.adherentId", "ENR-C") : ("corps", """{"libelle":"ENR-C"}"""),
                    ],
                };
            }
        }

        yield return new("GET /quarantaine/{id:long}", "/quarantaine/999999", 404);
        yield return new(One, "/quarantaine/999999", 404) { Fields = [("action", "rejouer"), ("motif", "Vu."), ("version", "1")] };
        yield return new(One, $"/quarantaine/{m.Messages[3]}", 302, 422)
        {
            Fields = [("action", "ecarter"), ("motif", "Vu."), ("version", seen)],
        };
    }

    private static async Task<string> VersionAsync(ConsoleSession session, long message) =>
        Version().Match((await session.GetAsync($"/quarantaine/{message}")).Page).Groups[1].Value;

    private static async Task<string> SearchAsync(ConsoleSession session, string text)
    {
        await session.PostAsync("/recherche", ("q", text));
        return session.Location!;
    }

    private static async Task<string> AddressAsync(ConsoleSession session, string text, string beginning)
    {
        var found = await SearchAsync(session, text);
        if (found.StartsWith(beginning, StringComparison.Ordinal))
        {
            return found;
        }

        return Address().Matches((await session.GetAsync(found)).Page).Select(a => a.Groups[1].Value)
            .First(a => a.StartsWith(beginning, StringComparison.Ordinal));
    }

    [GeneratedRegex("name=\"version\" value=\"([0-9]+)\"")]
    private static partial Regex Version();

    [GeneratedRegex("(?:href|value)=\"(/[^\"]+)\"")]
    private static partial Regex Address();
}
