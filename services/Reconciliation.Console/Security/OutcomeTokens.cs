using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Reconciliation.ConsoleWeb.Pages;

namespace Reconciliation.ConsoleWeb.Security;

/// <summary>
/// The outcome of a form on several rows stands in the address of the page that the form leads to, so that going back and reloading do
/// nothing twice. It names members, so it is a token that only this console reads, for the agent who sent the form and on the page that it
/// leads to, as long as an address with a member works.
/// </summary>
/// <param name="protection">Encrypts.</param>
internal sealed class OutcomeTokens(IDataProtectionProvider protection)
{
    private const string Parameter = "issue";

    // A server reads addresses of 8 KiB.
    private const int AddressCharactersMax = 6_000;

    /// <summary>Leads to the page that shows what came of a form, with the filter that the form stood under.</summary>
    /// <param name="address">The page.</param>
    /// <param name="http">The request of the form.</param>
    /// <param name="outcomes">The outcome of each row.</param>
    public IResult Redirect(string address, HttpContext http, IReadOnlyList<RowOutcome> outcomes)
    {
        var query = QueryString.Create(http.Request.Query.Where(q => q.Key != Parameter));
        var protector = Protector(address, http);
        var said = Make(protector, outcomes);

        // Of very many rows with very long names the names are left out; each leads to what it is about.
        if (said.Length > AddressCharactersMax)
        {
            said = Make(protector, [.. outcomes.Select((o, rank) => o with { Name = $"Ligne {rank + 1}", AdherentId = null })]);
        }

        return Results.LocalRedirect(address + query.Add(Parameter, said).ToUriComponent());
    }

    /// <summary>The outcomes that an address carries; none where it carries none, or they are too old.</summary>
    /// <param name="http">The request.</param>
    public IReadOnlyList<RowOutcome> Read(HttpContext http)
    {
        if (http.Request.Query[Parameter].ToString() is not { Length: > 0 } token)
        {
            return [];
        }

        try
        {
            using var packed = new MemoryStream(Protector(http.Request.Path, http).Unprotect(WebEncoders.Base64UrlDecode(token)));
            using var json = new BrotliStream(packed, CompressionMode.Decompress);
            return JsonSerializer.Deserialize<RowOutcome[]>(json) ?? [];
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return [];
        }
    }

    private ITimeLimitedDataProtector Protector(string? address, HttpContext http) =>
        protection.CreateProtector("console.issue", address ?? "", http.Caller().Name).ToTimeLimitedDataProtector();

    private static string Make(ITimeLimitedDataProtector protector, IReadOnlyList<RowOutcome> outcomes)
    {
        using var packed = new MemoryStream();
        using (var json = new BrotliStream(packed, CompressionLevel.Optimal))
        {
            JsonSerializer.Serialize(json, outcomes);
        }

        return WebEncoders.Base64UrlEncode(protector.Protect(packed.ToArray(), AddressTokens.TokenValidity));
    }
}
