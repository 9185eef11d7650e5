using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>
/// The HTTP server as a stranger meets it: the headers of every answer for browsers, and the requests that it does not listen to for long.
/// </summary>
public sealed class HttpServerTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [SkippableTheory]
    [InlineData("GET", "/v1/adherents/A1/soins", true, 200)]
    [InlineData("HEAD", "/v1/adherents/A1/soins", true, 200)]
    [InlineData("GET", "/v1/adherents/A1/soins", false, 401)]
    [InlineData("GET", "/v1/acces", true, 403)]
    [InlineData("GET", "/v1/nulle-part", true, 404)]
    [InlineData("OPTIONS", "/v1/adherents/A1/soins", true, 204)]
    [InlineData("PATCH", "/v1/adherents/A1/soins", true, 405)]
    [InlineData("OPTIONS", "/v1/paiements/ro", false, 401)]
    [InlineData("GET", "/health/live", false, 200)]
    [InlineData("GET", "/metrics", false, 200)]
    [InlineData("GET", "/openapi/v1.json", false, 200)]
    public async Task Every_answer_is_closed_to_other_sites(string method, string path, bool known, int status)
    {
        var instance = await shared.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Headers.Add("Origin", "https://ailleurs.example");
        request.Headers.Add("Access-Control-Request-Method", "GET");
        request.Headers.Add("Access-Control-Request-Headers", "authorization");

        var answer = await instance.SendAsync(request, known ? TestInstance.Token(null, Scopes.Espace) : null);

        Assert.Equal(status, answer.Status);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Contains("default-src 'none'", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("no-referrer", answer.Headers["Referrer-Policy"]);
        Assert.Equal("same-origin", answer.Headers["Cross-Origin-Resource-Policy"]);
        Assert.Equal("same-origin", answer.Headers["Cross-Origin-Opener-Policy"]);
        Assert.DoesNotContain(answer.Headers.Keys, h => h.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(answer.Headers.Keys, h => h is "Server" or "X-Powered-By" or "Strict-Transport-Security");
        if (path.StartsWith("/v1", StringComparison.Ordinal))
        {
            Assert.Contains("private", answer.Headers["Cache-Control"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Over_https_browsers_are_told_to_stay_there()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate =
            new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpServer();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(certificate)));
        await using var app = builder.Build();
        app.UseAnswerHeaders();
        app.MapGet("/", () => "bonjour");
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var handler = new SocketsHttpHandler
        {
            SslOptions =
            { RemoteCertificateValidationCallback = (_, seen, _, _) => seen?.GetCertHashString() == certificate.GetCertHashString() }
        };
        using var client = new HttpClient(handler);

        using var response = await client.GetAsync(new Uri(address));

        Assert.StartsWith(
            "max-age=31536000", Assert.Single(response.Headers.GetValues("Strict-Transport-Security")), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Server"));
    }

    [SkippableTheory]
    [InlineData("long line", "414")]
    [InlineData("large headers", "431")]
    [InlineData("many headers", "431")]
    [InlineData("no host", "400")]
    [InlineData("no request", "400")]
    public async Task A_request_out_of_all_measure_is_refused_before_it_is_read(string fault, string status)
    {
        var head = fault switch
        {
            "long line" => $"GET /{new string('a', HttpServer.RequestLineBytesMax)} HTTP/1.1\r\nHost: x\r\n\r\n",
            "large headers" => $"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Grand: {new string('a', HttpServer.HeaderBytesMax)}\r\n\r\n",
            "many headers" =>
                $"GET /health/live HTTP/1.1\r\nHost: x\r\n"
                    + $"{string.Concat(Enumerable.Range(0, HttpServer.HeadersMax).Select(i => $"X-{i}: a\r\n"))}\r\n",
            "no host" => "GET /health/live HTTP/1.1\r\n\r\n",
            _ => "\u0016\u0003\u0001 bonjour\r\n\r\n",
        };
        var answer = await TalkAsync(await shared.StartAsync(), head);
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Server:", answer, StringComparison.OrdinalIgnoreCase);
    }

    [SkippableFact]
    public async Task Whoever_is_too_slow_to_ask_or_to_send_is_let_go()
    {
        var instance = await shared.StartAsync();
        var token = TestInstance.Token(null, Scopes.Producer);
        var slowHeaders = TalkAsync(instance, "GET /health/live HTTP/1.1\r\nHost: x\r\nX-Lent: ");
        var slowBody = TalkAsync(
            instance,
            $"POST /v1/paiements/ro HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: "
                + $"application/json\r\nContent-Length: 100000\r\n\r\n[");

        Assert.StartsWith("HTTP/1.1 408 ", await slowHeaders, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408 ", await slowBody, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("FFFFFFFF")]
    [InlineData("FFFFFFFFF")]
    [InlineData("80000000")]
    [InlineData("FFFFFFFFFFFFFFFF")]
    [InlineData("FFFFFFFFFFFFFFFFF")]
    [InlineData("-1")]
    [InlineData("G")]
    [InlineData("")]
    public async Task A_chunk_whose_size_is_none_is_the_client_s_fault(string size)
    {
        var instance = await shared.StartAsync();
        var answer = await TalkAsync(
            instance,
            $"POST /v1/paiements/ro HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + $"Authorization: Bearer {TestInstance.Token(null, Scopes.Producer)}\r\nContent-Type: application/json\r\n"
                + $"Transfer-Encoding: chunked\r\n\r\n{size}\r\n{{}}\r\n0\r\n\r\n");
        Assert.Matches("^HTTP/1.1 (400|408|413) ", answer);
    }

    // Sends a text, and nothing more; returns the server's text until it hangs up.
    private static async Task<string> TalkAsync(TestInstance instance, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, instance.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, patience.Token)) > 0;)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // The server hung up on bytes that it had not read.
        }

        return answer.ToString();
    }
}
