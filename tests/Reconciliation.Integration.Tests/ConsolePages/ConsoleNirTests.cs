using System.Globalization;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;
using Xunit;

namespace Reconciliation.Integration.Tests.ConsolePages;

/// <summary>A NIR that is typed into any field of the console is refused with a sentence, never shown again and never kept.</summary>
public sealed class ConsoleNirTests(SharedConsoleInstance shared) : IClassFixture<SharedConsoleInstance>
{
    private const string Nir = "185057800608491";

    public static TheoryData<string> Spellings => new(
        Nir, "1 85 05 78 006 084 91", "1.85.05.78.006.084.91", "1850578006084", "１８５０５７８００６０８４９１", "n°185057800608491, M.",
        "1/85/05/78/006/084/91", "١٨٥٠٥٧٨٠٠٦٠٨٤٩١", "1\u00a085\u00a005\u00a078\u00a0006\u00a0084\u00a091",
        "185057800\u200b608491", "00185057800608491");

    [SkippableTheory]
    [MemberData(nameof(Spellings))]
    public async Task In_the_query_of_any_page_it_is_not_repeated(string nir)
    {
        var instance = await shared.StartAsync();
        using var console = await ConsoleSession.SignInAsync(instance, "claire", "supervision");
        string[] pages =
        [
            "/", "/a-traiter", "/a-traiter/ecart", "/a-traiter/ecart/suivant", "/a-traiter/ecart/precedent", "/a-traiter/quarantaine",
            "/vue-d-ensemble", "/accessibilite", "/connexion", "/nulle-part",
        ];
        foreach (var query in new[] { "pris=par:", "retour=/soins/", "le=", "q=", "inconnu=" })
        {
            foreach (var page in pages)
            {
                var (_, text) = await console.GetAsync($"{page}?{query}{Uri.EscapeDataString(nir)}");
                var told = Uri.UnescapeDataString(text + console.Location);
                Assert.False(told.Contains(nir, StringComparison.Ordinal), $"{page}?{query}");
                Assert.False(Digits(told).Contains("0600849", StringComparison.Ordinal), $"{page}?{query}");
            }
        }
    }

    [SkippableTheory]
    [InlineData(" ")]
    [InlineData("\u200b")]
    [InlineData("\u00ad\u0301")]
    [InlineData("\u3164")]
    [InlineData("185057800\u200b608491")]
    public async Task Nobody_signs_in_by_a_name_of_which_nothing_is_seen_or_that_is_one(string name)
    {
        var instance = await shared.StartAsync();
        using var console = await ConsoleSession.SignInAsync(instance, name);
        Assert.Equal(302, (await console.GetAsync("/a-traiter")).Status);
        Assert.Contains("/connexion?retour=", console.Location, StringComparison.Ordinal);
    }

    // An instant of another offset, which the database does not take as it is, and signs that it cannot hold.
    [SkippableTheory]
    [InlineData("/a-traiter/ecart?pris=par:%00")]
    [InlineData("/a-traiter/ecart?pris=par:%0a")]
    [InlineData("/a-traiter/ecart?le=2026-01-01T00:00:00%2B02:00&enjeu=1&apres=00000000-0000-8000-8000-000000000000")]
    [InlineData("/a-traiter/quarantaine?le=2026-01-01T00:00:00%2B02:00&apres=1")]
    public async Task An_address_of_a_list_that_nobody_wrote_for_the_database_is_answered(string path)
    {
        using var console = await ConsoleSession.SignInAsync(await shared.StartAsync(), "claire");
        Assert.Equal(200, (await console.GetAsync(path)).Status);
    }

    [SkippableTheory]
    [MemberData(nameof(Spellings))]
    public async Task Typed_into_any_form_it_is_refused_and_not_shown_again(string nir)
    {
        var instance = await shared.StartAsync();
        var member = $"N{(uint)nir.GetHashCode(StringComparison.Ordinal)}".Replace("185", "x", StringComparison.Ordinal);
        await instance.RoAsync(PaymentRecords.Ro(member));
        var soin = (await instance.SoinsAsync(member))[0].GetProperty("soinId").GetString()!;
        var message = await instance.RefusedAsync(PaymentRecords.Ro(member).WithRaw("taux", "170"));
        using var console = await ConsoleSession.SignInAsync(instance, "claire");
        (string Path, (string, string)[] Fields)[] forms =
        [
            ("/recherche", [("q", nir)]),
            ("/recherche", [("q", $"{nir} 14/11/2025")]),
            ("/recherche/suggestions", [("q", nir)]),
            ("/motif", [("retour", $"/soins/{soin}"), ("autre", $"Appel de {nir}")]),
            ($"/soins/{soin}/apercu", [("type", "Annoter"), ("version", "1"), ("motif", $"Vu {nir}")]),
            ($"/soins/{soin}/decisions", [("type", "Annoter"), ("version", "1"), ("motif", $"Vu {nir}")]),
            ("/a-traiter/quarantaine", [("action", "ecarter"), ("message", $"{message}:1"), ("motif", $"Vu {nir}")]),
            ($"/quarantaine/{message}", [("action", "rejouer"), ("version", "1"), ("motif", $"Vu {nir}")]),
            (
                $"/quarantaine/{message}",
                [
                    ("action", "texte"), ("version", "1"), ("motif", "essai"),
                    ("corps", PaymentRecords.Ro(member).With("adherentId", nir).ToJsonString()),
                ]),
            ($"/quarantaine/{message}", [.. Form(message), ("champ.adherentId", nir)]),
            ($"/quarantaine/{message}", [.. Form(message), ("champ.taux", "70"), ("champ.referenceRo.ordre", nir), ("champ.montant", nir)]),
            ($"/quarantaine/{message}", [.. Form(message), ("champ.dateSoin", nir), ("champ.destinataire", nir)]),
            ("/connexion", [("nom", nir), ("role", "support"), ("retour", "/")]),
        ];
        foreach (var (path, fields) in forms)
        {
            var (status, page) = await console.PostAsync(path, fields);
            Assert.True(status is 422 || (path.EndsWith("suggestions", StringComparison.Ordinal) && status == 200), $"{path}: {status}");
            Assert.DoesNotContain(nir, page, StringComparison.Ordinal);
            Assert.DoesNotContain("0600849", Digits(page), StringComparison.Ordinal);
        }

        Assert.Equal(0, await instance.CountAsync("""
            SELECT (SELECT count(*) FROM acces WHERE regexp_replace(motif, '\D', '', 'g') LIKE '%78006084%')
                + (SELECT count(*) FROM decision)
                + (SELECT count(*) FROM quarantaine_suite WHERE regexp_replace(
                    coalesce(motif, '') || coalesce(convert_from(corps_corrige, 'UTF8'), ''), '\D', '', 'g') LIKE '%78006084%')
            """));
        Assert.DoesNotContain(shared.Log.Lines, l => Digits(l).Contains("0600849", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_form_that_is_not_taken_keeps_what_was_typed_into_fields_of_this_console_and_nothing_else()
    {
        var instance = await shared.StartAsync();
        using var console = await ConsoleSession.SignInAsync(instance, "claire");
        await console.PostAsync("/deconnexion");
        (string, string)[] fields =
        [
            ("motif", "gardé-un"), ("champ.ligne.decompte", "gardé-deux"), ($"champ.{Nir}", "nom-de-NIR"), ("champ.inconnu", "perdu-un"),
            ("champ.", "perdu-deux"), ("appelez-le-0899", "perdu-trois"),
        ];
        var (status, page) = await console.PostForgedAsync("/quarantaine/1", null, fields);
        Assert.Equal(401, status);
        Assert.Contains("gardé-un", page, StringComparison.Ordinal);
        Assert.Contains("gardé-deux", page, StringComparison.Ordinal);
        Assert.DoesNotMatch($"perdu|inconnu|0899|{Nir}|nom-de-NIR", page);

        foreach (var site in new[] { "cross-site", "same-site" })
        {
            (status, page) = await console.PostForgedAsync("/quarantaine/1", site, fields);
            Assert.Equal(401, status);
            Assert.DoesNotContain("gardé", page, StringComparison.Ordinal);
        }
    }

    [SkippableTheory]
    [InlineData("/é")]
    [InlineData("/soins\r\nSet-Cookie: a=b")]
    [InlineData("//ailleurs.example")]
    [InlineData("/\\ailleurs.example")]
    [InlineData("https://ailleurs.example")]
    [InlineData("/recherche?q=é 🐘")]
    [InlineData("\ud800")]
    [InlineData("/\ud800")]
    public async Task An_address_to_go_back_to_never_fails_nor_leads_away(string address)
    {
        var instance = await shared.StartAsync();
        using var console = await ConsoleSession.SignInAsync(instance, "claire");
        Assert.Equal(200, (await console.GetAsync("/connexion?retour=" + Uri.EscapeDataString(address))).Status);
        Assert.Equal(302, (await console.PostAsync("/connexion", ("nom", "claire"), ("role", "support"), ("retour", address))).Status);
        Assert.True((await console.PostAsync("/motif", ("autre", "essai"), ("retour", address))).Status < 500);
    }

    [SkippableTheory]
    [InlineData("\u00ad")]
    [InlineData("\u200b")]
    [InlineData("\u2060")]
    [InlineData("\u3164")]
    [InlineData("\uffa0")]
    [InlineData("\u2800")]
    [InlineData("\u0301")]
    [InlineData("\ufe0f")]
    [InlineData("\u034f")]
    [InlineData("\u3000")]
    [InlineData("\ue000")]
    public async Task A_reason_of_characters_that_nobody_sees_is_none(string motif)
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("MOTIF"));
        var soin = (await instance.SoinsAsync("MOTIF"))[0].GetProperty("soinId").GetString()!;
        using var console = await ConsoleSession.SignInAsync(instance, "claire");
        foreach (var text in new[] { motif, motif + motif, $" {motif} " })
        {
            Assert.Equal(422, (await console.PostAsync("/motif", ("autre", text), ("retour", $"/soins/{soin}"))).Status);
            Assert.Equal(
                422,
                (await console.PostAsync($"/soins/{soin}/apercu", ("type", "Annoter"), ("version", "1"), ("motif", text))).Status);
        }
    }

    private static (string, string)[] Form(long message) => [("action", "corriger"), ("version", "1"), ("motif", $"essai {message}")];

    // The digits of a text, of whatever alphabet, one after the other.
    private static string Digits(string text) => string.Concat(
        text.Where(char.IsDigit).Select(c => CharUnicodeInfo.GetDecimalDigitValue(c).ToString(CultureInfo.InvariantCulture)));
}
