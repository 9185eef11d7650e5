using System.Net;
using System.Text.RegularExpressions;

namespace Reconciliation.Integration.Tests.Hosts;

/// <summary>An agent at the console without a browser: the cookies of a session, and forms with their token.</summary>
internal sealed partial class ConsoleSession : IDisposable
{
    private readonly HttpClient _client;
    private readonly CookieContainer _cookies;
    private string _token = "";

    private ConsoleSession(Uri address, CookieContainer cookies)
    {
        _cookies = cookies;
        _client = new(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = address };
    }

    /// <summary>Signs in as local instances do.</summary>
    public static async Task<ConsoleSession> SignInAsync(TestInstance instance, string name, string role = "support")
    {
        var session = new ConsoleSession(instance.Address, new());
        await session.GetAsync("/connexion?retour=/");
        await session.PostAsync("/connexion", ("nom", name), ("role", role), ("retour", "/"));
        await session.GetAsync("/");
        return session;
    }

    /// <summary>The address to which the last answer redirected; null: none.</summary>
    public string? Location { get; private set; }

    /// <summary>Somebody who has a copy of its cookies.</summary>
    public ConsoleSession Copy()
    {
        var cookies = new CookieContainer();
        cookies.Add(_cookies.GetAllCookies());
        return new(_client.BaseAddress!, cookies) { _token = _token };
    }

    /// <summary>A client with its cookies, for requests of any kind.</summary>
    public HttpClient CopyClient() =>
        new(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false }) { BaseAddress = _client.BaseAddress };

    /// <summary>Opens a stream; its events are read as they come.</summary>
    public Task<HttpResponseMessage> StreamAsync(string path) =>
        _client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

    /// <summary>Gets a page; its forms' token is kept for what is posted next.</summary>
    /// <param name="path">The page.</param>
    /// <param name="site">The header by which a browser says who made it ask (<c>Sec-Fetch-Site</c>); null: none.</param>
    /// <param name="destination">The use of the answer (<c>Sec-Fetch-Dest</c>): a page of its own is a <c>document</c>; null: it
    /// does not say.</param>
    public async Task<(int Status, string Page)> GetAsync(string path, string? site = null, string? destination = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (site is not null)
        {
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        }

        if (destination is not null)
        {
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Dest", destination);
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Mode", destination is "document" or "iframe" ? "navigate" : "no-cors");
        }

        return await ReadAsync(await _client.SendAsync(request));
    }

    /// <summary>Posts a form that the console did not write: without its token.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="site">The header by which a browser says who made it ask (<c>Sec-Fetch-Site</c>); null: none.</param>
    /// <param name="fields">The fields.</param>
    public async Task<(int Status, string Page)> PostForgedAsync(string path, string? site, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        if (site is not null)
        {
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        }

        return await ReadAsync(await _client.SendAsync(request));
    }

    /// <summary>Posts a form.</summary>
    public async Task<(int Status, string Page)> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(
            fields.Append((Name: "jeton", Value: _token)).Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await ReadAsync(await _client.PostAsync(new Uri(path, UriKind.Relative), form));
    }

    public void Dispose() => _client.Dispose();

    private async Task<(int Status, string Page)> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Location = answer.Headers.Location?.OriginalString;
            var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
            _token = Token().Match(page) is { Success: true } token ? token.Groups[1].Value : _token;
            return ((int)answer.StatusCode, page);
        }
    }

    [GeneratedRegex("""name="jeton"[^>]*value="([^"]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
