using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Reconciliation.Browser.Tests.Browser;
using Reconciliation.Integration.Tests.Clients;
using Reconciliation.Integration.Tests.Contract;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>
/// The client in TypeScript in a page: a browser hides where a redirect leads, so a merged soin is read by its own redirects, and no token
/// goes to another origin.
/// </summary>
public sealed class TypeScriptClientTests
{
    private static readonly string View = File.ReadAllText(Repository.Contracts("examples", "lireSoin.200.json"));

    // By method, path, and whether the token was sent.
    private readonly ConcurrentQueue<string> _asked = [];

    [SkippableFact]
    public async Task In_a_page_of_its_origin_a_merged_soin_is_read_with_its_tag_and_no_other_origin_is_asked()
    {
        await using var other = await TestClients.ServeAsync(http => AnswerAsync(http, "other", null));
        await using var own = await TestClients.ServeAsync(http => AnswerAsync(http, "own", other.Address));
        Assert.Equal(
            [
                "read 2 \"3\"", "unchanged", "AnswerError 0 /v1/soins/signin", "AnswerError 200 /v1/soins/page",
                "AnswerError 0 /v1/paiements/ro",
            ],
            await RunAsync(own.Address, own.Address));
        Assert.Contains("own GET /v1/soins/there True", _asked);
        Assert.DoesNotContain(_asked, a => a.StartsWith("other", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task In_a_page_of_another_origin_it_is_read_too_and_a_third_one_is_not_sent_the_token()
    {
        await using var page = await TestClients.ServeAsync(http => AnswerAsync(http, "page", null));
        await using var other = await TestClients.ServeAsync(http => AnswerAsync(http, "other", null));
        await using var own = await TestClients.ServeAsync(http => AnswerAsync(http, "own", other.Address));
        var said = await RunAsync(page.Address, own.Address);
        Assert.Equal(["read 2 \"3\"", "unchanged"], said[..2]);
        Assert.StartsWith("AnswerError", said[2], StringComparison.Ordinal);
        Assert.Contains("own GET /v1/soins/there True", _asked);
        Assert.DoesNotContain(_asked, a => a.StartsWith("other", StringComparison.Ordinal) && a.EndsWith("True", StringComparison.Ordinal));
    }

    private static async Task<string[]> RunAsync(Uri page, Uri address)
    {
        var browser = await Browsers.GetAsync();
        await using var context = await browser.NewContextAsync();
        var window = await context.NewPageAsync();
        await window.GotoAsync($"{page}");
        return await window.EvaluateAsync<string[]>(
            """
            async (address) => {
              const { ReconciliationClient } = await import("/client/src/index.js");
              const client = new ReconciliationClient({ address, token: () => "jeton" });
              const said = [];
              const attempt = async (call) => {
                try {
                  const read = await call();
                  said.push(read === null ? "unchanged" : `read ${read.value.version} ${read.etag}`);
                } catch (e) {
                  said.push(`${e.name} ${e.status} ${new URL(e.address).pathname}`);
                }
              };
              await attempt(() => client.readSoin("merged"));
              await attempt(() => client.readSoin("merged", '"3"'));
              await attempt(() => client.readSoin("signin"));
              await attempt(() => client.readSoin("page"));
              await attempt(() => client.sendPaiementsRo([]));
              return said;
            }
            """,
            $"{address}".TrimEnd('/'));
    }

    private async Task AnswerAsync(HttpContext http, string name, Uri? other)
    {
        var (path, answer) = (http.Request.Path.Value!, http.Response);
        _asked.Enqueue($"{name} {http.Request.Method} {path} {http.Request.Headers.ContainsKey("Authorization")}");
        answer.Headers.AccessControlAllowOrigin = "*";
        answer.Headers.AccessControlAllowHeaders = "authorization,if-none-match,content-type";
        answer.Headers.AccessControlExposeHeaders = "etag";
        answer.ContentType = "text/html";
        switch (path)
        {
            case "/v1/soins/there" when http.Request.Headers.IfNoneMatch == "\"3\"":
                answer.StatusCode = StatusCodes.Status304NotModified;
                break;
            case "/v1/soins/there":
                (answer.ContentType, answer.Headers.ETag) = ("application/json", "\"3\"");
                await answer.WriteAsync(View);
                break;
            case "/v1/soins/merged" or "/v1/paiements/ro" when http.Request.Method != "OPTIONS":
                answer.StatusCode = StatusCodes.Status307TemporaryRedirect;
                answer.Headers.Location = "/v1/soins/there";
                break;
            case "/v1/soins/signin" when http.Request.Method != "OPTIONS":
                answer.StatusCode = StatusCodes.Status302Found;
                answer.Headers.Location = new Uri(other!, "/connexion").ToString();
                break;
            case var module when module.StartsWith("/client/", StringComparison.Ordinal):
                answer.ContentType = "text/javascript";
                var compiled = Path.GetDirectoryName((await LanguageTools.TypeScriptAsync("copie"))[1])!;
                await answer.SendFileAsync(Path.Combine(compiled, "..", module["/client/".Length..]));
                break;
            default:
                await answer.WriteAsync("<!doctype html><title>Page</title>");
                break;
        }
    }
}
