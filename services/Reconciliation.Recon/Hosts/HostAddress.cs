using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Reconciliation.Hosting;

namespace Reconciliation.Recon;

/// <summary>Where a host is about to listen. Asked before it starts, a port in use is one sentence and not a failure deep within.</summary>
internal static class HostAddress
{
    /// <summary>Makes sure that nobody listens there.</summary>
    /// <param name="address">The address, as ASP.NET writes it; a host that is no number stands for every address of this machine.</param>
    /// <exception cref="StartupRefusedException">Somebody does.</exception>
    public static void AssertFree(string address)
    {
        var asked = BindingAddress.Parse(address);
        if (asked.IsUnixPipe || asked.IsNamedPipe || asked.Port == 0)
        {
            return;
        }

        var ip = asked.Host == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(asked.Host.Trim('[', ']'), out var one) ? one
            : IPAddress.Any;
        try
        {
            using var listener = new TcpListener(ip, asked.Port);
            listener.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw InUse(address, e);
        }
        catch (SocketException)
        {
            // Another fault than that, such as a port below 1024 without the right to it: the server says it.
        }
    }

    /// <summary>The one sentence of it.</summary>
    /// <param name="address">The address.</param>
    /// <param name="cause">The failure behind it.</param>
    public static StartupRefusedException InUse(string address, Exception cause) =>
        new($"The address {address} is already in use: stop what listens there, or choose another port with RECONCILIATION_PORT.", cause);
}
